"""Articles to tables with Ray Data, by the same batch function that Spark calls.

    python examples/ray_data.py articles.parquet statements/

The input has the columns `text`, `html` or `bytes`, and any of `id`, `url`, `published`, `outlet`, `language`.
"""

import sys

import onrecord
import pyarrow
import ray


def statements(articles: pyarrow.Table) -> pyarrow.Table:
    """One call an Arrow batch. Each worker loads the model at its first call and keeps it."""
    return onrecord.read_batch(articles, "statements")


if __name__ == "__main__":
    source, target = sys.argv[1:]
    data = ray.data.read_parquet(source)
    read = data.map_batches(statements, batch_format="pyarrow", batch_size=64)
    read.write_parquet(target)
    print(f"{ray.data.read_parquet(target).count()} rows of statements in {target}")
