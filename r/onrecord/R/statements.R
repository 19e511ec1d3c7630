# The columns of tables: docs/columns.md of the repository, those first that one wants to see.

statement_columns <- c(
  article = "chr", statement = "chr", day = "day", outlet = "chr", speaker = "chr", act = "f:act", kind = "f:kind", content = "chr",
  cue = "chr", source = "chr", negated = "lgl", confidence = "dbl", speaker_key = "chr", speaker_kind = "f:actor_kind",
  speaker_country = "chr", speaker_role = "chr", speaker_anonymous = "lgl", speaker_how = "f:how", addressee = "chr",
  addressee_key = "chr", occasion = "chr", medium = "chr", said_from = "day", said_to = "day", conditions = "chr",
  concessions = "chr", hedges = "chr", inside = "chr", repeats = "chr", version = "int", published = "chr", url = "chr",
  title = "chr", language = "chr", content_spans = "spans", cue_spans = "spans", source_spans = "spans", coder = "chr",
  coded_at = "chr"
)

#' Find statements
#'
#' Asks an archive for statements, or counts them.
#'
#' @param archive An archive, or its path.
#' @param query What to look for, such as
#'   `"speaker:Stoltenberg act:promise about:weapons"`; all statements if not
#'   given. The language is that of `onrecord find`: fields such as `speaker:`,
#'   `act:`, `about:`, `said:`, `kind:`, `outlet:`, `date:2024-03..2024-05`, with
#'   `OR`, `NOT` and brackets (`docs/query.md` of the repository).
#' @param by What to count by: one or more of `speaker`, `act`, `kind`,
#'   `outlet`, `voice`, `to`, `country`, `day`, `month`, `year`, and
#'   `speaker.FIELD` of your own table of speakers ([speaker_table()]).
#' @return `find_statements()`: a table with a row for each statement, in the
#'   order in which the articles were added: `article`, `statement` (its id
#'   within the article), `day`, `outlet`, `speaker`, `act`, `kind`, `content`,
#'   `cue`, `source`, `negated`, `confidence`, and more about speaker,
#'   addressee, occasion, time, conditions and hedges, as `docs/columns.md` of
#'   the repository describes them; last come the spans (see
#'   [onrecord-package]), who put something of it right or confirmed it
#'   (`coder`, `coded_at`; `NA` where nobody has) and, where the archive has a
#'   table of speakers, its fields as `speaker.FIELD`. `count_statements()`: a table of `by` and
#'   `statements`, the most frequent first.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' find_statements(news, 'about:"night ferry" act:welcome,reject')
#' count_statements(news, by = c("speaker", "act"))
#' \dontshow{\})}
#' @export
find_statements <- function(archive, query = NULL) {
  exported(archive, "statements", query, statement_columns, "statements")
}

#' @rdname find_statements
#' @export
count_statements <- function(archive, query = NULL, by = "speaker") {
  if (!is.character(by) || !length(by)) {
    fail("`by` names what to count by", "for instance c(\"speaker\", \"act\")", "onrecord_usage_error")
  }
  out <- onrecord(c(
    "find", "--format", "json", "--limit", "0", flags(archive = existing(archive), count_by = paste(by, collapse = ",")), asked(query)
  ))
  types <- setNames(rep_len("chr", length(by)), by)
  closed_sets <- c(act = "f:act", kind = "f:kind", day = "day", year = "int")
  given <- intersect(by, names(closed_sets))
  types[given] <- closed_sets[given]
  as_table(parsed_lines(out$stdout), c(types, statements = "int"), "counts")
}

# A table as `onrecord export` writes it.
exported <- function(archive, table, query, columns, class) {
  out <- onrecord(c("export", "jsonl", flags(table = table, archive = existing(archive)), asked(query)))
  rows <- parsed_lines(out$stdout)
  # The fields of the user's own table of speakers. It is text, whatever it looks like.
  own <- unique(unlist(lapply(rows, function(row) grep("^speaker\\.", names(row), value = TRUE))))
  as_table(rows, c(columns, setNames(rep_len("chr", length(own)), own)), class)
}
