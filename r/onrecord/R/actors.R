actor_columns <- c(
  name = "chr", kind = "f:actor_kind", country = "chr", statements = "int", articles = "int", key = "chr", tied_by = "chr",
  merged = "int", aliases = "words"
)

actors_of_articles <- c(
  article = "chr", actor = "chr", day = "day", outlet = "chr", name = "chr", kind = "f:actor_kind", country = "chr", role = "chr",
  statements = "int", anonymous = "lgl", key = "chr", wikidata = "chr", dictionary = "chr", version = "int", mentions = "words",
  coder = "chr", coded_at = "chr"
)

#' Who speaks and is spoken of
#'
#' @param x An archive, or its path; or what [read_record()] gives.
#' @param name Only those whose names hold this.
#' @param per `"archive"`: a row for each actor, across articles. `"article"`: a
#'   row for each actor of each article, with the words by which it is named
#'   there.
#' @param query With `per = "article"`: only articles in which this query finds
#'   a statement.
#' @param ... Not used.
#' @return A table. Across articles: `name`, `kind`, `country` (ISO 3166-1
#'   alpha-3), `statements`, `articles`, `key` (what `speaker_key` of
#'   [find_statements()] has), `tied_by`, `merged`, and `aliases`, a list; those
#'   who speak most first. The columns of the other are described in
#'   `docs/columns.md` of the repository; what [read_record()] gives has no
#'   `key`, as only an archive knows actors across articles.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' actors(news)
#' \dontshow{\})}
#' @export
actors <- function(x, ...) {
  UseMethod("actors")
}

#' @rdname actors
#' @export
actors.character <- function(x, name = NULL, per = c("archive", "article"), query = NULL, ...) {
  nothing_else(...)
  if (match.arg(per) == "article") {
    out <- exported(x, "actors", query, actors_of_articles, "actors")
    if (is.null(name)) {
      return(out)
    }
    return(out[!is.na(out$name) & grepl(tolower(name), tolower(out$name), fixed = TRUE), ])
  }
  if (!is.null(query)) {
    fail("a query narrows actors per article only", "say per = \"article\", or count: count_statements(archive, query)", "onrecord_usage_error")
  }
  out <- onrecord(c("actors", "list", "--format", "json", "--limit", "0", flags(archive = existing(x)), asked(name)))
  as_table(parsed_lines(out$stdout), actor_columns, "actors")
}

#' @rdname actors
#' @export
actors.onrecord_archive <- function(x, ...) actors(x$path, ...)

#' @rdname actors
#' @export
actors.onrecord_record <- function(x, ...) x$actors

#' A table of speakers of your own
#'
#' Puts a table on speakers (party, gender, role, anything) beside an archive,
#' or shows it. It joins the tables of [find_statements()] and
#' `actors(per = "article")` as columns `speaker.FIELD`, networks as attributes
#' of the actors, and queries: `"speaker.party:Labour"`.
#'
#' @param archive An archive, or its path.
#' @param table A data frame. Its column `name`, or else the first one, says who
#'   a row is of: any name that the archive knows somebody by. A column
#'   `wikidata`, `identifier` or `key` (as [actors()] shows it) goes before the
#'   name. Every other column is a field. If not given, the table that the
#'   archive has is returned.
#' @return The table that the archive has, as text; invisibly if it is new. One
#'   that is given takes the place of the one before.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' sides <- data.frame(name = c("Tomas Reyl", "Marit Holm"), side = c("opposition", "owners"))
#' speaker_table(news, sides)
#' count_statements(news, by = "speaker.side")
#' \dontshow{\})}
#' @export
speaker_table <- function(archive, table = NULL) {
  path <- existing(archive)
  if (!is.null(table)) {
    if (!is.data.frame(table) || ncol(table) < 2) {
      fail("a table of speakers has a column of names and at least one more", NULL, "onrecord_usage_error")
    }
    file <- tempfile("onrecord-speakers-", fileext = ".csv")
    on.exit(unlink(file))
    cells <- lapply(table, function(column) {
      text <- as.character(plain(column))
      ifelse(is.na(text), "", csv_cell(text))
    })
    write_utf8(c(paste(csv_cell(names(table)), collapse = ","), do.call(paste, c(unname(cells), sep = ","))), file)
    onrecord(c("actors", "table", flags(archive = path), "--", file))
  }
  out <- onrecord(c("actors", "table", flags(archive = path)))
  shown <- made_table(as.list(csv_table(out$stdout)), "speakers")
  if (is.null(table)) shown else invisible(shown)
}

csv_cell <- function(x) paste0("\"", gsub("\"", "\"\"", enc2utf8(x), fixed = TRUE), "\"")

# CSV as the program writes it, all of it text; what is empty is NA.
csv_table <- function(lines) {
  if (!length(lines)) {
    return(data.frame())
  }
  utils::read.csv(
    text = lines, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8", stringsAsFactors = FALSE
  )
}
