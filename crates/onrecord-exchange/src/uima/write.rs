//! Writing XMI.

use super::{CUSTOM, LAYERS, META, flat};
use crate::files::{Folder, write};
use crate::xml::escaped;
use crate::{Document, ExchangeError, Utf16, Writer};
use std::fmt::Write as _;
use std::path::Path;

/// Writes a folder of XMI files with their type system.
#[derive(Debug)]
pub struct UimaWriter {
    folder: Folder,
}

impl UimaWriter {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it cannot be made, or has files in it.
    pub fn create(path: &Path) -> Result<UimaWriter, ExchangeError> {
        let folder = Folder::create(path)?;
        write(&path.join("TypeSystem.xml"), type_system().as_bytes())?;
        Ok(UimaWriter { folder })
    }
}

impl Writer for UimaWriter {
    fn push(&mut self, document: &Document) -> Result<(), ExchangeError> {
        let name = self.folder.next(document)?;
        write(&self.folder.path.join(format!("{name}.xmi")), xmi(&name, document).as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExchangeError> {
        self.folder.close().map(|()| Vec::new())
    }
}

/// The types, as UIMA's type system descriptors have it.
pub(super) fn type_system() -> String {
    let mut types = String::new();
    let mut add = |name: &str, of: &str, features: &[(&str, &str)]| {
        let _ = write!(
            types,
            "\n    <typeDescription>\n      <name>{name}</name>\n      <description/>\n      <supertypeName>{of}</supertypeName>\n      <features>"
        );
        for (feature, range) in features {
            let _ = write!(
                types,
                "\n        <featureDescription><name>{feature}</name><description/><rangeTypeName>{range}</rangeTypeName></featureDescription>"
            );
        }
        types += "\n      </features>\n    </typeDescription>";
    };
    const STRING: &str = "uima.cas.String";
    let meta = ["documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"];
    let meta: Vec<(&str, &str)> =
        meta.iter().map(|f| (*f, STRING)).chain([("isLastSegment", "uima.cas.Boolean")]).collect();
    add(META, "uima.tcas.DocumentAnnotation", &meta);
    for (layer, features) in LAYERS {
        let features: Vec<(&str, &str)> = features.iter().map(|f| (*f, STRING)).collect();
        add(&format!("{CUSTOM}{layer}"), "uima.tcas.Annotation", &features);
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n  <types>{types}\n  </types>\n</typeSystemDescription>\n"
    )
}

/// The XMI of a document.
pub(super) fn xmi(name: &str, document: &Document) -> String {
    let text = document.text.as_str();
    let units = Utf16::of(&document.text);
    let flat = flat(document);
    let sofa = flat.len() + 2;
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\"",
        " xmlns:metadata=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\"",
        " xmlns:custom=\"http:///webanno/custom.ecore\" xmi:version=\"2.0\">\n",
        "  <cas:NULL xmi:id=\"0\"/>\n",
    ));
    let _ = write!(
        out,
        "  <metadata:DocumentMetaData xmi:id=\"1\" sofa=\"{sofa}\" begin=\"0\" end=\"{}\" language=\"{}\" documentTitle=\"{}\" documentId=\"{}\"",
        units.len(),
        escaped(document.language.as_deref().unwrap_or("x-unspecified")),
        escaped(name),
        escaped(name),
    );
    if let Some(address) = &document.address {
        let _ = write!(out, " documentUri=\"{}\"", escaped(address));
    }
    out += " isLastSegment=\"false\"/>\n";
    for (n, one) in flat.iter().enumerate() {
        let (begin, end) = units.units(one.span);
        let _ = write!(
            out,
            "  <custom:{} xmi:id=\"{}\" sofa=\"{sofa}\" begin=\"{begin}\" end=\"{end}\"",
            one.layer,
            n + 2
        );
        for (feature, value) in &one.features {
            let _ = write!(out, " {feature}=\"{}\"", escaped(value));
        }
        out += "/>\n";
    }
    let members: Vec<String> = (1..sofa).map(|n| n.to_string()).collect();
    let _ = write!(
        out,
        "  <cas:Sofa xmi:id=\"{sofa}\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text\" sofaString=\"{}\"/>\n  <cas:View sofa=\"{sofa}\" members=\"{}\"/>\n</xmi:XMI>\n",
        escaped(text),
        members.join(" ")
    );
    out
}
