# Archives: what they are known by, and what is added to them.

#' An archive
#'
#' An archive is one file with the records of many articles. Every function
#' that asks one takes its path as well; `archive()` makes a handle of it, which
#' other packages' generics know: `quanteda::corpus(archive("news.db"))`.
#'
#' `check_archive()` sees that nothing in it has been harmed: every stretch of
#' text that a statement points at is compared with the text by its hash.
#' `archive_connect()` opens it for reading with \pkg{DBI} and \pkg{RSQLite}: it
#' is an ordinary SQLite file, whose tables `crates/onrecord-archive/src/schema`
#' in the repository describes. What people corrected counts in its tables, too.
#'
#' @param path The path of the file. It need not be there yet:
#'   [add_articles()] makes it.
#' @param archive An archive, or its path.
#' @param x An archive.
#' @param ... Not used.
#' @return `archive()`: an object of class `onrecord_archive`.
#'   `check_archive()`: a list with `clean`, whether all is well, the numbers of
#'   what it holds, and `harm`. `archive_connect()`: a connection, to be closed
#'   with `DBI::dbDisconnect()`.
#' @examples
#' archive("news.db")
#' @export
archive <- function(path) {
  if (inherits(path, "onrecord_archive")) {
    return(path)
  }
  if (!is.character(path) || length(path) != 1 || is.na(path) || !nzchar(path)) {
    fail("an archive is named by one path", "for instance archive(\"news.db\")", "onrecord_usage_error")
  }
  structure(list(path = path.expand(path)), class = "onrecord_archive")
}

#' @rdname archive
#' @export
print.onrecord_archive <- function(x, ...) {
  size <- file.info(x$path)$size
  state <- if (is.na(size)) "not there yet: add_articles() makes it" else paste(format(structure(size, class = "object_size"), units = "auto"))
  cat(sprintf("<onrecord archive> %s (%s)\n", x$path, state))
  invisible(x)
}

#' @rdname archive
#' @export
check_archive <- function(archive) {
  # An archive that is harmed ends with 1, and the outcome tells how.
  out <- onrecord(c("check", "--format", "json", flags(archive = existing(archive))), good = exits[c("good", "nothing")])
  json <- paste(out$stdout, collapse = "\n")
  if (!nzchar(json)) {
    fail(sprintf("%s: could not be checked", archive(archive)$path), NULL, status = out$status)
  }
  jsonlite::fromJSON(json)
}

#' @rdname archive
#' @export
archive_connect <- function(archive) {
  for (package in c("DBI", "RSQLite")) {
    if (!requireNamespace(package, quietly = TRUE)) {
      fail(sprintf("the package %s is not installed", package), sprintf("install.packages(\"%s\")", package), "onrecord_no_package")
    }
  }
  DBI::dbConnect(RSQLite::SQLite(), existing(archive), flags = RSQLite::SQLITE_RO)
}

# The path of an archive that has to be there.
existing <- function(archive) {
  path <- archive(archive)$path
  if (!file.exists(path)) {
    fail(
      sprintf("%s: no such archive", path),
      sprintf("check the spelling, or make it with add_articles(PATHS, \"%s\")", path), "onrecord_missing_archive"
    )
  }
  path
}

`%||%` <- function(a, b) if (is.null(a)) b else a
