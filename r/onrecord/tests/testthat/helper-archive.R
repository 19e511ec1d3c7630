# The tests run the real program, wherever it is. Where ONRECORD_BINARY names one, there are no excuses.
skip_without_binary <- function() {
  if (!onrecord:::has_binary()) {
    if (nzchar(Sys.getenv("ONRECORD_BINARY"))) onrecord_version()
    skip("the program onrecord is not here")
  }
}

nexis <- function() system.file("extdata", "nexis.docx", package = "onrecord", mustWork = TRUE)

made <- new.env()

# An archive with the articles of the export; made once, and not to be changed.
debate <- function() {
  skip_without_binary()
  if (is.null(made$debate)) {
    made$debate <- archive(tempfile("debate", fileext = ".db"))
    add_articles(nexis(), made$debate)
  }
  made$debate
}

own <- function(fileext = ".db") tempfile("own", fileext = fileext)

issues <- c(toll = "about:\"bridge toll\"", ferry = "about:\"night ferry\"")

# A program that says what a test wants of it.
pretended <- function(says, status = 0) {
  skip_on_os("windows")
  path <- tempfile("onrecord")
  writeLines(c("#!/bin/sh", sprintf("echo '%s'", says), sprintf("exit %d", status)), path)
  Sys.chmod(path, "755")
  path
}

write_bytes <- function(text, path) {
  connection <- file(path, "wb")
  writeBin(charToRaw(enc2utf8(text)), connection)
  close(connection)
  path
}
