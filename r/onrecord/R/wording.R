#' Wording: the words that outlets choose
#'
#' @param archive An archive, or its path.
#' @param what `"names"`: how outlets name an actor (`actor`), or which of the
#'   words for the same thing they choose (`terms`); `"verbs"`: by which verbs
#'   they report, and how many of these keep their distance; `"scare_quotes"`:
#'   what they put in quotation marks that nobody is reported to have said;
#'   `"voices"`: whom they let speak.
#' @param query What is looked at; all if not given.
#' @param by Count apart by one or more of `outlet`, `day`, `month`, `year`, and
#'   for verbs `speaker`; `character()` counts all together.
#' @param actor Of names: the actor whose names are counted.
#' @param terms Of names: the path of a file of terms for the same thing, in
#'   place of those that are built in.
#' @param copies Count what copies of a report have word for word again. Without
#'   it each report counts once.
#' @return A table with the columns of `by`, and what is counted. `share` is with
#'   its 95% interval (Wilson), `low` to `high`; `docs/wording.md` of the
#'   repository says of what. Of verbs there is a row for each `cue`, beside
#'   `statements` (those with a cue) and `distancing` (how many of them keep the
#'   outlet's distance), of which `share` is. In the rows without an outlet, all
#'   are counted together, or those whose outlet is not known.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' wording(news, "verbs")
#' \dontshow{\})}
#' @export
wording <- function(archive, what = c("names", "verbs", "scare_quotes", "voices"), query = NULL, by = "outlet", actor = NULL,
                    terms = NULL, copies = FALSE) {
  what <- match.arg(what)
  if (what != "names" && !(is.null(actor) && is.null(terms))) {
    fail("`actor` and `terms` are about names", "say what = \"names\"", "onrecord_usage_error")
  }
  out <- onrecord(c(
    "wording", gsub("_", "-", what), "--format", "json", "--limit", "0", "--by", paste(by, collapse = ","),
    flags(archive = existing(archive), actor = actor, terms = path_or_null(terms), copies = isTRUE(copies)), asked(query)
  ))
  rows <- parsed_lines(out$stdout)
  if (what == "verbs") {
    rows <- unlist(lapply(rows, verb_rows), recursive = FALSE)
  } else {
    rows <- lapply(rows, share_row, share = if (what == "voices") "statements" else "articles")
  }
  types <- setNames(rep_len("chr", length(by)), by)
  types[intersect(by, "day")] <- "day"
  types[intersect(by, "year")] <- "int"
  as_table(rows, c(types, wording_columns[[what]]), "wording")
}

wording_columns <- list(
  names = c(of = "chr", words = "chr", times = "int", articles = "int", of_articles = "int", share = "dbl", low = "dbl", high = "dbl"),
  verbs = c(
    cue = "chr", cue_count = "int", cue_distancing = "lgl", distancing = "int", statements = "int", share = "dbl", low = "dbl",
    high = "dbl"
  ),
  scare_quotes = c(
    words = "chr", times = "int", articles = "int", of_articles = "int", share = "dbl", low = "dbl", high = "dbl", example = "chr",
    start = "int"
  ),
  voices = c(
    speaker = "chr", statements = "int", of_statements = "int", share = "dbl", low = "dbl", high = "dbl", direct = "int",
    mixed = "int", indirect = "int", words = "int", quoted_words = "int", speaker_id = "chr"
  )
)

# A share, `{count, of, share, low, high}`, as columns.
share_row <- function(row, share) {
  of <- row[[share]]
  row[[share]] <- of$count
  row[[paste0("of_", share)]] <- of$of
  row[c("share", "low", "high")] <- of[c("share", "low", "high")]
  if (!is.null(row$start)) {
    row$start <- row$start + 1L
    row$example <- row$article
  }
  if (is.list(row$direct)) {
    row$direct <- row$direct$count
  }
  row$quoted_words <- row$quoted
  row$speaker_id <- row$key
  row
}

verb_rows <- function(row) {
  shared <- row[setdiff(names(row), c("cues", "distancing"))]
  shared <- c(shared, list(distancing = row$distancing$count, statements = row$distancing$of), row$distancing[c("share", "low", "high")])
  lapply(row$cues, function(cue) c(shared, list(cue = cue$cue, cue_count = cue$count, cue_distancing = cue$distancing)))
}
