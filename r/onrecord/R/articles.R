article_columns <- c(
  article = "chr", day = "day", outlet = "chr", title = "chr", language = "chr", words = "int", statements = "int",
  published = "chr", authors = "words", url = "chr", version = "int", extraction_confidence = "dbl", notes = "int",
  received = "chr", fetched = "chr", added = "chr", reader = "chr", coder = "chr", coded_at = "chr", text = "chr"
)

#' Articles and what was noted of them
#'
#' @param x An archive, or its path; or what [read_record()] gives.
#' @param query Which articles: those in which this query finds a statement. All
#'   if not given.
#' @param ... Not used.
#' @return `articles()`: a table with a row for each article: `article` (what it
#'   is known by), `day`, `outlet`, `title`, `language`, `words`, `statements`,
#'   `published`, `authors` (a list), `url`, `version`, `notes` (how many), who
#'   put right what is told of it (`coder`, `coded_at`) and, last, `text`, in
#'   which all spans count. `notes()`: a row for each thing that
#'   was skipped, repaired or doubted, with `reason` and `remedy`, and `start`
#'   and `stop` where it concerns a place in the text.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' articles(news)
#' \dontshow{\})}
#' @export
articles <- function(x, ...) {
  UseMethod("articles")
}

#' @rdname articles
#' @export
articles.character <- function(x, query = NULL, ...) {
  nothing_else(...)
  out <- onrecord(c("export", "jsonl", "--table", "articles", flags(archive = existing(x)), asked(query)))
  rows <- parsed_lines(out$stdout)
  # How many notes: `notes()` has them.
  as_table(lapply(rows, function(row) replace(row, "notes", length(row$notes))), article_columns, "articles")
}

#' @rdname articles
#' @export
articles.onrecord_archive <- function(x, query = NULL, ...) articles(x$path, query, ...)

#' @rdname articles
#' @export
articles.onrecord_record <- function(x, ...) x$articles

note_columns <- c(article = "chr", reason = "chr", remedy = "chr", start = "int", stop = "int")

#' @rdname articles
#' @export
notes <- function(x, ...) {
  UseMethod("notes")
}

#' @rdname articles
#' @export
notes.character <- function(x, query = NULL, ...) {
  nothing_else(...)
  out <- onrecord(c("export", "jsonl", "--table", "notes", flags(archive = existing(x)), asked(query)))
  # Of one that concerns no place, start and end are absent.
  rows <- lapply(parsed_lines(out$stdout), function(row) c(row, list(stop = row$end)))
  table <- as_table(rows, note_columns, "notes")
  table$start <- table$start + 1L
  table
}

#' @rdname articles
#' @export
notes.onrecord_archive <- function(x, query = NULL, ...) notes(x$path, query, ...)

#' @rdname articles
#' @export
notes.onrecord_record <- function(x, ...) x$notes

#' A corpus for other packages
#'
#' Statements or articles as a data frame of documents: `doc_id` and `text`
#' first, then what is known of them. That is the form of the Text Interchange
#' Formats, which \pkg{quanteda}, \pkg{tidytext}, \pkg{tm}, \pkg{spacyr} and
#' others take: `quanteda::corpus(corpus(news))` (the other columns become
#' docvars), `tidytext::unnest_tokens(corpus(news), word, text)`,
#' `tm::Corpus(tm::DataframeSource(corpus(news)))`.
#'
#' \pkg{quanteda} has a function of the same name. It knows archives and tables of
#' this package, so that `quanteda::corpus(archive("news.db"))` gives a corpus of
#' \pkg{quanteda} at once, whichever of the packages was loaded last. Where both
#' are loaded, give it an [archive()] and not a path: to \pkg{quanteda} a path is
#' a text.
#'
#' @param x An archive, or its path; what [read_record()] gives; or a table that
#'   [find_statements()] or [articles()] gave.
#' @param unit What a document is: a statement (its content), or an article.
#' @param query Which statements, or in which articles.
#' @param ... Not used.
#' @return A table of class `onrecord_corpus`. `doc_id` is the article, for
#'   statements with `#` and their id. Columns that are lists are left out, as
#'   docvars cannot be lists.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' said <- corpus(news)
#' said[c("doc_id", "text", "speaker")]
#' if (requireNamespace("tidytext", quietly = TRUE)) {
#'   tidytext::unnest_tokens(said, word, text)
#' }
#' \dontshow{\})}
#' @export
corpus <- function(x, ...) {
  UseMethod("corpus")
}

#' @rdname corpus
#' @export
corpus.character <- function(x, unit = c("statements", "articles"), query = NULL, ...) {
  nothing_else(...)
  unit <- match.arg(unit)
  corpus(if (unit == "statements") find_statements(x, query) else articles(x, query))
}

#' @rdname corpus
#' @export
corpus.onrecord_archive <- function(x, unit = c("statements", "articles"), query = NULL, ...) {
  corpus(x$path, match.arg(unit), query, ...)
}

#' @rdname corpus
#' @export
corpus.onrecord_record <- function(x, unit = c("statements", "articles"), ...) {
  nothing_else(...)
  corpus(x[[match.arg(unit)]])
}

#' @rdname corpus
#' @export
corpus.onrecord_statements <- function(x, ...) {
  documents(paste0(x$article, recycle0("#", x$article), x$statement), x$content, x, "content")
}

#' @rdname corpus
#' @export
corpus.onrecord_articles <- function(x, ...) documents(x$article, x$text, x, "text")

#' @rdname corpus
#' @export
corpus.default <- function(x, ...) {
  if (requireNamespace("quanteda", quietly = TRUE)) {
    return(quanteda::corpus(x, ...))
  }
  fail(
    sprintf("a corpus cannot be made of an object of class %s", paste(class(x), collapse = "/")),
    "give an archive, or what read_record(), find_statements() or articles() gave", "onrecord_usage_error"
  )
}

recycle0 <- function(x, along) rep_len(x, length(along))

documents <- function(ids, text, table, text_column) {
  lists <- vapply(table, is.list, NA)
  others <- as.list(table)[!lists & !names(table) %in% c("doc_id", text_column)]
  made_table(c(list(doc_id = ids, text = text), others), "corpus")
}

# What quanteda's own generic does with the objects of this package: the methods are registered when quanteda is loaded.

#' @rawNamespace S3method(quanteda::corpus, onrecord_archive, quanteda_corpus)
#' @rawNamespace S3method(quanteda::corpus, onrecord_record, quanteda_corpus)
#' @rawNamespace S3method(quanteda::corpus, onrecord_statements, quanteda_corpus)
#' @rawNamespace S3method(quanteda::corpus, onrecord_articles, quanteda_corpus)
quanteda_corpus <- function(x, ...) quanteda::corpus(as.data.frame(corpus(x, ...)))
