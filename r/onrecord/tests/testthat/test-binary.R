test_that("a program that is not there is told with what to do", {
  withr_option <- options(onrecord.binary = "/no/such/onrecord")
  on.exit(options(withr_option))
  expect_error(onrecord_binary(), "option onrecord.binary names /no/such/onrecord", class = "onrecord_no_binary")
  expect_error(find_statements(nexis()), "cargo install", class = "onrecord_no_binary")
  options(onrecord.binary = NULL)
  before <- Sys.getenv(c("ONRECORD_BINARY", "PATH"), names = TRUE)
  on.exit(do.call(Sys.setenv, as.list(before)), add = TRUE)
  Sys.setenv(ONRECORD_BINARY = "/nor/this")
  expect_error(onrecord_binary(), "environment variable ONRECORD_BINARY names /nor/this", class = "onrecord_no_binary")
  Sys.setenv(ONRECORD_BINARY = "", PATH = tempdir())
  expect_error(onrecord_binary(), "not found on the PATH", class = "onrecord_no_binary")
})

test_that("the option goes before the environment, and a path may have blanks and umlauts", {
  skip_without_binary()
  skip_on_os("windows")
  folder <- file.path(tempfile(), "m\u00fcller & co 's")
  dir.create(folder, recursive = TRUE)
  link <- file.path(folder, "on record")
  skip_if_not(file.symlink(normalizePath(onrecord_binary()), link))
  before <- options(onrecord.binary = link)
  on.exit(options(before))
  expect_identical(onrecord_binary(), link)
  expect_s3_class(onrecord_version(), "package_version")
})

test_that("a program that is too old, too new or another one is told", {
  before <- options(onrecord.binary = pretended("onrecord 0.0.9"))
  on.exit(options(before))
  expect_error(onrecord_version(), "is onrecord 0.0.9, and this package needs 0.1.0", class = "onrecord_wrong_binary")
  options(onrecord.binary = pretended("onrecord 7.1.0-rc.2"))
  expect_warning(version <- onrecord_version(), "newer than what this package was made for", class = "onrecord_newer_binary")
  expect_identical(version, package_version("7.1.0"))
  # Once is enough.
  expect_silent(onrecord_version())
  options(onrecord.binary = pretended("ls (GNU coreutils) 9.1"))
  expect_error(onrecord_version(), "does not say of itself", class = "onrecord_wrong_binary")
  options(onrecord.binary = pretended("onrecord 0.1.0", status = 1))
  expect_error(onrecord_version(), class = "onrecord_wrong_binary")
})

test_that("a program that fails without a word is told", {
  path <- tempfile("onrecord")
  skip_on_os("windows")
  writeLines(c("#!/bin/sh", "[ \"$1\" = --version ] && { echo onrecord 0.1.0; exit 0; }", "exit 99"), path)
  Sys.chmod(path, "755")
  before <- options(onrecord.binary = path)
  on.exit(options(before))
  expect_error(read_record(text = "x"), "ended with status 99", class = "onrecord_error")
})

test_that("arguments are quoted for Windows as its C runtime takes them apart", {
  windows <- function(x) onrecord:::quoted(x, windows = TRUE)
  expect_identical(windows("plain"), "\"plain\"")
  expect_identical(windows(""), "\"\"")
  expect_identical(windows("said:\"red line\""), "\"said:\\\"red line\\\"\"")
  expect_identical(windows("C:\\news\\"), "\"C:\\news\\\\\"")
  expect_identical(windows("a\\\\b"), "\"a\\\\b\"")
  expect_identical(windows("a\\\"b"), "\"a\\\\\\\"b\"")
  expect_identical(windows("100% & | > <"), "\"100% & | > <\"")
})

test_that("what is quoted for the shell arrives as it was", {
  skip_on_os("windows")
  odd <- c("a b", "it's", "\"x\"", "$HOME", "`id`", "a\\b", "*", "M\u00fcller \U0001F6A2", "-x", "two\nlines", "")
  ran <- onrecord:::run_program("printf", c("%s\\n--\\n", odd))
  expect_identical(paste(ran$stdout, collapse = "\n"), paste0(odd, "\n--", collapse = "\n"))
})

test_that("messages are taken apart", {
  said <- onrecord:::parsed_messages(c(
    "error: there is no field `foo`", "        foo:x", "        ^^^", "  hint: fields are about, act", "3 added", "warning: odd",
    "error: b", "  hint: c", "        d"
  ))
  expect_identical(said$messages$label, c("error", "warning", "error"))
  expect_match(said$messages$message[1], "no field `foo`\n  foo:x\n  ^^^", fixed = TRUE)
  expect_identical(said$messages$hint, c("fields are about, act", NA, "c\nd"))
  expect_identical(said$others, "3 added")
  expect_identical(nrow(onrecord:::parsed_messages(character())$messages), 0L)
})
