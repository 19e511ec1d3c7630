correction_columns <- c(
  id = "int", kind = "chr", article = "chr", statement = "chr", right = "chr", was = "chr", words = "chr", person = "chr",
  made = "chr", state = "chr", change = "chr"
)

#' Correct what the reader got wrong
#'
#' A correction says what is right. It lies beside the reading, with who made it
#' and when, wins over it in every answer, and can be undone.
#'
#' @param archive An archive, or its path.
#' @param article,statement The statement: `article` and `statement` of a row of
#'   [find_statements()].
#' @param person Who makes the correction.
#' @param speaker Who says it: a name or key of an actor of the archive, or a new
#'   name; `NA` if the text does not tell.
#' @param act What is done in saying it, such as `"promise"`; `NA` if that cannot
#'   be told.
#' @param content,cue,source The words, which must stand only once in the article,
#'   or their place as a matrix with the columns `start` and `stop`, as the spans
#'   of this package have it. Several words are several pieces.
#' @param is_statement `FALSE`: it is no statement. `TRUE`: it is one, somebody
#'   has looked.
#' @param id The numbers of corrections.
#' @param undone Also those that were undone.
#' @return `correct()` and `undo_correction()`: nothing. `corrections()`: a table of those in
#'   force, the latest first, with what is `right` and what `was` read.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' first <- find_statements(news)[1, ]
#' correct(news, first$article, first$statement, act = "support", person = "Ana")
#' corrections(news)
#' \dontshow{\})}
#' @export
correct <- function(archive, article, statement, ..., speaker = NULL, act = NULL, content = NULL, cue = NULL, source = NULL,
                    is_statement = NULL, person = Sys.info()[["user"]]) {
  nothing_else(...)
  onrecord(c("correct", flags(
    archive = existing(archive), person = person, speaker = or_else(speaker, "nobody"), act = or_else(act, "none"),
    content = places(content), cue = places(cue), source = places(source), is_a_statement = isTRUE(is_statement),
    not_a_statement = isFALSE(is_statement)
  ), "--", paste0(article, "#", statement)))
  invisible()
}

or_else <- function(value, absent) if (is.null(value)) NULL else if (is.na(value)) absent else as.character(value)

# Words as they are; spans as the program counts them.
places <- function(words) {
  if (!is.matrix(words)) {
    return(words)
  }
  paste0(words[, "start"] - 1L, "-", words[, "stop"])
}

#' @rdname correct
#' @export
corrections <- function(archive, undone = FALSE) {
  out <- onrecord(c("corrections", "list", "--json", flags(archive = existing(archive), undone = isTRUE(undone))))
  rows <- lapply(parsed_lines(out$stdout), function(row) {
    row$kind <- row$change$kind
    row$right <- told_change(row$change)
    row$was <- if (!is.null(row$was)) told_change(row$was)
    row$change <- json_of(row$change)
    row
  })
  as_table(rows, correction_columns, "corrections")
}

# A change in a word or two, or as JSON where it takes more.
told_change <- function(change) {
  switch(change$kind,
    act = paste0(change$act %||% "none", if (isTRUE(change$negated)) ", negated"),
    speaker = change$speaker$name %||% "nobody",
    statement = if (isTRUE(change$is)) "a statement" else "no statement",
    json_of(change[setdiff(names(change), "kind")])
  )
}

json_of <- function(x) as.character(jsonlite::toJSON(x, auto_unbox = TRUE, null = "null"))

#' @rdname correct
#' @param ... Not used.
#' @export
undo_correction <- function(archive, id, person = Sys.info()[["user"]]) {
  onrecord(c("corrections", "undo", flags(archive = existing(archive), person = person), "--", as.character(id)))
  invisible()
}
