#' Add articles to an archive
#'
#' Reads articles into an archive, which is made if it is not there. Adding
#' again changes nothing: what is there is passed over, so that a run that was
#' stopped goes on when it is given again.
#'
#' @section Files:
#' `x` may name files, folders, patterns such as `"news/**/*.html"`, and
#' addresses of pages. Files may be plain text, pages, tables, JSON Lines, WARC,
#' feeds, and exports of Nexis, Factiva, Europresse and ProQuest with many
#' articles in each; which it is, their content tells.
#'
#' @section Data frames:
#' A row for each article. Columns are found by their names, whatever their
#' capitals: `text` (or `body`, `content`, `article` …), `title` (`headline`),
#' `published` (`date`), `outlet` (`source`, `newspaper` …), `authors`
#' (`author`, `byline`), `language`, `url` (`link`); `field` says what they do
#' not. Dates may be `Date`, `POSIXct` or ISO text. An article is known by its
#' `url`, or else by its `doc_id`, or else by its own words. That is what stands
#' in the column `article` of all answers, so that they can be joined to your
#' data. As `text1` is a frequent `doc_id`, `collection` goes before it: with
#' `collection = "brexit"`, `text1` is known as `brexit/text1`. The corpora of
#' other packages become such a data frame by `quanteda::convert(x, to =
#' "data.frame")` and `tidytext::tidy(x)`.
#'
#' @section LexisNexisTools:
#' Of an `LNToutput` object, as `LexisNexisTools::lnt_read()` gives it, headline,
#' newspaper, date, author and text are taken, by paragraphs where it has them.
#' `onrecord` reads such exports by itself, and keeps their paragraphs, sections
#' and pages: give it the files if you have them.
#'
#' @param x Paths; or a data frame with a row for each article; or an
#'   `LNToutput` object.
#' @param archive An archive, or its path.
#' @param ... Not used.
#' @param published,outlet,language What you know about all of the articles;
#'   goes before what they say of themselves. `language` is a code such as
#'   `"en"`.
#' @param from What the files are: `"nexis"`, `"factiva"`, `"europresse"` or
#'   `"proquest"`, `"table"`, or `"article"`, where their content does not tell.
#' @param metadata A table (CSV, TSV or XLSX) that gives outlet, date, headline
#'   or authors of plain files, by the file's name.
#' @param field Which fields of JSON or columns of a data frame are what, where
#'   their names do not tell: `c(text = "Inhalt", published = "Tag")`.
#' @param person Whose codes are taken in that a file of a tool for coding
#'   (DNA, REFI-QDA, brat, INCEpTION) has without a name.
#' @param actors Paths of dictionaries of actors of your own.
#' @param model `"base"`, which reads best, `"fast"`, or the folder of another.
#' @param threads Articles read at the same time; all cores if not given.
#' @param collection What goes before `doc_id`.
#' @return A list of class `onrecord_added` with the numbers of articles `added`,
#'   of new `versions` of known ones, of `statements` in them, of those `known`
#'   already and of those that could not be read (`failed`), and with the
#'   `articles` that were added or have a new version. What could not be read
#'   is told by a warning of class `onrecord_partial`, and the rest is read all
#'   the same; it is an error if nothing could be read.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#'
#' mine <- data.frame(
#'   doc_id = "letter", date = as.Date("2024-03-20"),
#'   text = "\u201cNobody asked us,\u201d Marit Holm said."
#' )
#' add_articles(mine, news)
#' \dontshow{\})}
#' @export
add_articles <- function(x, archive, ...) {
  UseMethod("add_articles")
}

#' @rdname add_articles
#' @export
add_articles.default <- function(x, archive, ...) {
  fail(
    sprintf("articles cannot be taken from an object of class %s", paste(class(x), collapse = "/")),
    "give paths, a data frame with a column text, or an LNToutput object", "onrecord_usage_error"
  )
}

#' @rdname add_articles
#' @export
add_articles.character <- function(x, archive, ..., published = NULL, outlet = NULL, language = NULL, from = NULL, metadata = NULL,
                                   field = NULL, person = Sys.info()[["user"]], actors = NULL, model = NULL, threads = NULL) {
  nothing_else(...)
  if (!length(x) || anyNA(x)) {
    fail("there are no paths to add", "an empty vector, or NA, was given; what does list.files() say?", "onrecord_usage_error")
  }
  added(
    c(
      flags(
        published = as_told(published), outlet = outlet, language = language, from = from, metadata = path_or_null(metadata),
        field = if (length(field)) paste0(names(field), "=", field), person = person, actors = path_or_null(actors), model = model,
        threads = threads
      ),
      "--", path.expand(x)
    ),
    archive
  )
}

#' @rdname add_articles
#' @export
add_articles.data.frame <- function(x, archive, ..., published = NULL, outlet = NULL, language = NULL, field = NULL, actors = NULL,
                                    model = NULL, threads = NULL, collection = NULL) {
  nothing_else(...)
  added_rows(rows_to_add(x, field, collection), archive, flags(
    published = as_told(published), outlet = outlet, language = language, actors = path_or_null(actors), model = model,
    threads = threads
  ))
}

#' @rdname add_articles
#' @export
add_articles.LNToutput <- function(x, archive, ..., collection = NULL) {
  add_articles(from_lexisnexis(x, collection), archive, ..., collection = collection)
}

# The articles of LexisNexisTools as a data frame. Their IDs are numbers within one object: they are an article's name only
# where the user names the collection.
from_lexisnexis <- function(x, collection = NULL) {
  meta <- as.data.frame(x@meta)
  articles <- as.data.frame(x@articles)
  at <- match(articles$ID, meta$ID)
  out <- data.frame(text = as.character(articles$Article), stringsAsFactors = FALSE)
  for (name in c("Headline", "Newspaper", "Date", "Author")) {
    if (!is.null(meta[[name]])) {
      value <- meta[[name]][at]
      # Whatever it did not find is an empty string there, or "NA".
      out[[name]] <- if (is.character(value)) ifelse(trimws(value) %in% c("", "NA"), NA, trimws(value)) else value
    }
  }
  # The articles' text is one line: where the paragraphs hold all of its words, they are what was printed.
  paragraphs <- as.data.frame(x@paragraphs)
  if (!is.null(paragraphs$Paragraph) && !is.null(paragraphs$Art_ID)) {
    paragraphs <- paragraphs[!is.na(paragraphs$Paragraph), ]
    whole <- tapply(as.character(paragraphs$Paragraph), paragraphs$Art_ID, paste, collapse = "\n\n")[as.character(articles$ID)]
    letters <- function(text) gsub("\\s+", "", text)
    same <- !is.na(whole) & letters(whole) == letters(out$text)
    out$text[same] <- whole[same]
  }
  if (!is.null(collection)) {
    out$doc_id <- articles$ID
  }
  out
}

# Column names under which an article's own address stands (crates/onrecord-intake/src/sources/corpora.toml).
addresses <- c("url", "link", "canonical_url", "web_url", "article_url", "documenturl", "documentidentifier", "uri")
fields <- c("text", "title", "url", "published", "outlet", "authors", "language")

# A data frame as the program is to have it: columns under plain names, values as JSON has them, what is NA left out.
rows_to_add <- function(x, field = NULL, collection = NULL) {
  if (!nrow(x)) {
    fail("the data frame has no rows", NULL, "onrecord_usage_error")
  }
  columns <- lapply(as.list(x), plain)
  wrong <- setdiff(names(field), c(fields, "id"))
  if (length(wrong) || (length(field) && is.null(names(field)))) {
    fail(sprintf("`field` names what is what: %s", paste(c(fields, "id"), collapse = ", ")), "for instance c(text = \"Inhalt\")", "onrecord_usage_error")
  }
  missing <- setdiff(field, names(columns))
  if (length(missing)) {
    fail(sprintf("the data frame has no column %s", missing[1]), sprintf("it has %s", paste(names(columns), collapse = ", ")), "onrecord_usage_error")
  }
  chosen <- lapply(field, function(name) columns[[name]])
  names(columns) <- gsub("[^[:alnum:]]+", "_", tolower(names(columns)))
  columns <- columns[!duplicated(names(columns)) & !names(columns) %in% names(chosen)]
  columns <- c(chosen, columns)
  id <- columns[["id"]] %||% columns[["doc_id"]]
  if (!is.null(id)) {
    columns$url <- known_by(as.character(id), columns[addresses[addresses %in% names(columns)]], collection)
  }
  columns[c("id", "doc_id")] <- NULL
  columns
}

# What each row is known by: its own address, or else its id.
known_by <- function(id, own, collection) {
  url <- rep_len(NA_character_, length(id))
  for (column in own) {
    free <- is.na(url) | !nzchar(url)
    url[free] <- as.character(column)[free]
  }
  free <- is.na(url) | !nzchar(url)
  twice <- id[free][duplicated(id[free]) & !is.na(id[free])]
  if (length(twice)) {
    fail(
      sprintf("%s is the id of several rows", twice[1]), "each article needs an id of its own, or none: drop the column doc_id",
      "onrecord_usage_error"
    )
  }
  # Behind a # stands a place within a page, which is no part of its address.
  named <- paste0(if (!is.null(collection)) paste0(collection, "/"), gsub("#", "%23", id, fixed = TRUE))
  url[free] <- ifelse(is.na(id), NA, named)[free]
  url
}

# Values as JSON has them: dates as text, factors as their labels.
plain <- function(x) {
  if (inherits(x, "Date")) {
    return(format(x, "%Y-%m-%d"))
  }
  if (inherits(x, "POSIXt")) {
    x <- as.POSIXct(x)
    zone <- attr(x, "tzone")
    zone <- if (is.null(zone)) "" else zone[1]
    # Days that came as times have no time. With the offset, a time stays on its own day.
    clock <- format(x, "%H:%M:%S", tz = zone)
    if (all(is.na(x) | clock == "00:00:00")) {
      return(format(x, "%Y-%m-%d", tz = zone))
    }
    return(sub("([+-][0-9]{2})([0-9]{2})$", "\\1:\\2", format(x, "%Y-%m-%dT%H:%M:%S%z", tz = zone)))
  }
  if (is.list(x)) {
    return(lapply(x, function(v) enc2utf8(as.character(unlist(v)))))
  }
  if (is.character(x) || is.factor(x) || inherits(x, "object_size")) {
    return(enc2utf8(as.character(x)))
  }
  if (is.atomic(x) && is.null(dim(x))) x else rep(NA, NROW(x))
}

# Lines of JSON, one a row.
json_lines <- function(columns) {
  n <- length(columns[[1]])
  cells <- lapply(names(columns), function(name) {
    values <- columns[[name]]
    if (is.list(values)) {
      written <- vapply(values, function(v) as.character(jsonlite::toJSON(v[!is.na(v)])), "")
      absent <- lengths(values) == 0
    } else {
      absent <- is.na(values)
      written <- rep_len("null", n)
      written[!absent] <- if (is.character(values)) json_strings(values[!absent]) else json_values(values[!absent])
    }
    ifelse(absent, "", paste0(json_strings(name), ":", written))
  })
  vapply(seq_len(n), function(i) {
    given <- vapply(cells, `[[`, "", i)
    paste0("{", paste(given[nzchar(given)], collapse = ","), "}")
  }, "")
}

# Many at once, which `jsonlite::toJSON()` does not give one by one. Bytes, so that the locale has no say.
json_strings <- function(x) {
  if (!length(x)) {
    return(character())
  }
  x <- enc2utf8(as.character(x))
  escapes <- c("\\" = "\\\\", "\"" = "\\\"", "\n" = "\\n", "\r" = "\\r", "\t" = "\\t")
  written <- x
  for (letter in names(escapes)) written <- gsub(letter, escapes[[letter]], written, fixed = TRUE, useBytes = TRUE)
  written <- paste0("\"", written, "\"")
  Encoding(written) <- "UTF-8"
  others <- grepl("[\001-\037]", written, useBytes = TRUE)
  written[others] <- vapply(x[others], function(one) as.character(jsonlite::toJSON(one, auto_unbox = TRUE)), "", USE.NAMES = FALSE)
  written
}

json_values <- function(x) {
  if (is.logical(x)) tolower(as.character(x)) else ifelse(is.finite(x), formatC(as.numeric(x), digits = 15, format = "g", width = 1), "null")
}

added_rows <- function(columns, archive, args) {
  file <- tempfile("onrecord-rows-", fileext = ".jsonl")
  on.exit(unlink(file))
  write_utf8(json_lines(columns), file)
  out <- by_rows(added(c(args, "-"), archive, stdin = file))
  if (out$versions > 0) {
    warn(
      sprintf("%d %s another text than before under the same id, and count as new versions", out$versions, if (out$versions == 1) "article has" else "articles have"),
      "if these are other articles, give `collection`, so that their ids are not those of others", "onrecord_new_versions"
    )
  }
  out
}

# What is told of standard input is told of the data frame's rows.
by_rows <- function(expr) {
  renamed <- function(c) {
    c$message <- rows_not_lines(c$message)
    c$messages$message <- rows_not_lines(c$messages$message)
    c
  }
  withCallingHandlers(
    tryCatch(expr, onrecord_error = function(e) stop(renamed(e))),
    onrecord_partial = function(w) {
      warning(renamed(w))
      invokeRestart("muffleWarning")
    }
  )
}

rows_not_lines <- function(x) gsub("(^|\n)-: line ([0-9]+)", "\\1row \\2", x)

write_utf8 <- function(lines, path) {
  connection <- file(path, "wb")
  on.exit(close(connection))
  writeLines(enc2utf8(lines), connection, useBytes = TRUE)
}

# Runs `onrecord add` and takes its last line apart.
added <- function(args, archive, stdin = "") {
  path <- archive(archive)$path
  out <- onrecord(c("add", "--list", flags(archive = path), args), stdin = stdin)
  sums <- "^([0-9]+) added, ([0-9]+) new versions of known ones \\(([0-9]+) statements\\), ([0-9]+) known already, ([0-9]+) could not be read"
  found <- regmatches(out$others, regexec(sums, out$others))
  counts <- as.integer(c(unlist(found[lengths(found) > 0])[-1], rep(NA, 5)))[1:5]
  names(counts) <- c("added", "versions", "statements", "known", "failed")
  structure(c(list(archive = path), as.list(counts), list(articles = out$stdout)), class = "onrecord_added")
}

#' @export
print.onrecord_added <- function(x, ...) {
  cat(sprintf(
    "%d added, %d new versions of known ones (%d statements), %d known already, %d could not be read: %s\n",
    x$added, x$versions, x$statements, x$known, x$failed, x$archive
  ))
  invisible(x)
}

# A day or time as the program takes it.
as_told <- function(published) if (is.null(published)) NULL else plain(published)
path_or_null <- function(path) if (is.null(path)) NULL else path.expand(path)

nothing_else <- function(...) {
  if (...length()) {
    given <- names(list(...))
    given <- if (is.null(given)) "" else given[1]
    fail(
      if (nzchar(given)) sprintf("there is no argument `%s` here", given) else "there is an argument too many",
      NULL, "onrecord_usage_error"
    )
  }
}
