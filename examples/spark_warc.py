"""From a folder of WARC files to a lake of Parquet, and from there to an answer in SQL.

    SPARK_LOCAL_IP=127.0.0.1 spark-submit examples/spark_warc.py crawl/ lake/

Give --master to spark-submit to run it on your cluster: the folders must then lie where every worker sees them.
"""

import argparse

import onrecord.spark
from pyspark.sql import SparkSession

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("crawl", help="a folder of WARC files, or a pattern")
parser.add_argument("lake", help="where the Parquet files go: a new folder")
parser.add_argument("--parts", type=int, help="tasks a file; four for each core if not given")
parser.add_argument("--groups", action="store_true", help="group near-duplicates and sayings as well")
given = parser.parse_args()

spark = SparkSession.builder.appName("onrecord").getOrCreate()

# Every page is read once, into the table of articles. The others follow from what was written.
articles = onrecord.spark.read_warc(spark, given.crawl, parts=given.parts)
onrecord.spark.write(articles, given.lake, partition_by=["day"])

articles = spark.read.parquet(f"{given.lake}/articles")
articles.createOrReplaceTempView("articles")
spark.read.parquet(f"{given.lake}/statements").createOrReplaceTempView("statements")

print("What could not be read, and why:")
spark.sql(
    "SELECT notes[0].reason AS reason, count(*) AS pages FROM articles WHERE NOT read GROUP BY 1 ORDER BY pages DESC"
).show(10, truncate=100)

print("Who promises and who denies:")
spark.sql(
    """SELECT speaker, count_if(act = 'promise') AS promises, count_if(act = 'deny') AS denials, count(*) AS statements,
              count(DISTINCT outlet) AS outlets
       FROM statements WHERE speaker IS NOT NULL AND NOT negated
       GROUP BY speaker ORDER BY promises + denials DESC, statements DESC"""
).show(10, truncate=60)

if given.groups:
    # The steps that need a shuffle. A report that many papers print counts once.
    reports = onrecord.spark.duplicates(articles)
    reports.write.parquet(f"{given.lake}/reports")
    onrecord.spark.sayings(articles).write.parquet(f"{given.lake}/sayings")
    spark.read.parquet(f"{given.lake}/reports").createOrReplaceTempView("reports")
    print("Whose reports are printed most:")
    spark.sql(
        "SELECT voice, count(*) AS printed, count(DISTINCT report) AS reports FROM reports GROUP BY voice ORDER BY printed DESC"
    ).show(10, truncate=60)

spark.stop()
