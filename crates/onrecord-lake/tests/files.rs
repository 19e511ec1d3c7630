//! Files that other programs wrote.

use onrecord::Reader;
use onrecord_lake::{Stamp, Table, read_batch, records};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::sync::Arc;

/// Spark, pandas and DuckDB pack with Snappy if nobody tells them otherwise.
#[test]
fn whatever_they_are_packed_with_by_default_is_read() {
    let reader = Reader::embedded().unwrap();
    let text: arrow_array::ArrayRef =
        Arc::new(arrow_array::StringArray::from(vec!["“Nobody asked us,” said Marit Holm, the mayor."]));
    let given = arrow_array::RecordBatch::try_from_iter([("text", text)]).unwrap();
    let stamp = Stamp { reader: "onrecord test".to_owned(), added: None };
    let articles = read_batch(&reader, &given, Table::Articles, &stamp).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, packed) in [
        ("snappy", Compression::SNAPPY),
        ("zstd", Compression::ZSTD(Default::default())),
        ("plain", Compression::UNCOMPRESSED),
    ] {
        let path = folder.path().join(name);
        let properties = WriterProperties::builder().set_compression(packed).build();
        let mut writer =
            ArrowWriter::try_new(File::create(&path).unwrap(), articles.schema(), Some(properties)).unwrap();
        writer.write(&articles).unwrap();
        writer.close().unwrap();
        let batch = onrecord_lake::open(&path).unwrap().batches().unwrap().next().unwrap().unwrap();
        assert_eq!(batch.schema().fields(), articles.schema().fields(), "{name}");
        assert_eq!(batch.columns(), articles.columns(), "{name}");
        assert_eq!(records(&batch, "2024-03-20T00:00:00Z").unwrap().count(), 1, "{name}");
    }
}
