#' Write an archive for other programs
#'
#' @inheritSection positions Issues
#' @param archive An archive, or its path.
#' @param format `"dna"` (Discourse Network Analyzer), `"qdpx"` (REFI-QDA: MAXQDA,
#'   NVivo, ATLAS.ti, QualCoder), `"brat"`, `"xmi"` (INCEpTION), `"webanno"`,
#'   `"gexf"` (Gephi), `"graphml"`, `"annotations"` (W3C Web Annotation),
#'   `"parquet"`, `"csv"` or `"jsonl"`.
#' @param path Where to write: a file; for `brat`, `xmi` and `webanno` a new
#'   folder; for `parquet` a folder or a `.parquet` file.
#' @param query Which statements; all if not given.
#' @param issues Issues that become concepts, codes or nodes.
#' @param ... Other flags of `onrecord export`, such as `table = "events"` or
#'   `network = "congruence"`.
#' @return `path`, invisibly. What people coded in a file of another tool comes
#'   in again with [add_articles()].
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' export_archive(news, "dna", tempfile(fileext = ".dna"), issues = c(ferry = 'about:"night ferry"'))
#' \dontshow{\})}
#' @export
export_archive <- function(archive, format, path, query = NULL, issues = NULL, ...) {
  file <- issue_file(issues)
  on.exit(unlink(file$made))
  path <- path.expand(path)
  onrecord(c("export", format, flags(archive = existing(archive), output = path, issues = file$path, ...), asked(query)))
  invisible(path)
}
