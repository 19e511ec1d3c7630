test_that("a corpus is what the Text Interchange Formats want", {
  said <- corpus(debate())
  expect_identical(names(said)[1:2], c("doc_id", "text"))
  expect_false(anyDuplicated(said$doc_id) > 0)
  expect_false(any(vapply(said, is.list, NA)))
  found <- find_statements(debate())
  expect_identical(said$text, found$content)
  expect_identical(said$doc_id, paste0(found$article, "#", found$statement))
  whole <- corpus(debate(), "articles")
  expect_identical(whole$text, articles(debate())$text)
  expect_identical(corpus(found), said)
  record <- read_record(nexis())
  expect_identical(corpus(record)$text, said$text)
  expect_identical(corpus(record, unit = "articles")$text, whole$text)
  skip_if(requireNamespace("quanteda", quietly = TRUE))
  expect_error(corpus(1), class = "onrecord_usage_error")
})

test_that("tidytext takes it", {
  skip_if_not_installed("tidytext")
  words <- tidytext::unnest_tokens(corpus(debate()), word, text)
  expect_true(all(c("toll", "ferry") %in% words$word))
  expect_true(all(c("doc_id", "speaker", "act") %in% names(words)))
})

test_that("tm takes it", {
  skip_if_not_installed("tm")
  taken <- tm::Corpus(tm::DataframeSource(as.data.frame(corpus(debate(), "articles"))))
  expect_identical(length(taken), 5L)
  expect_identical(NLP::meta(taken)$outlet[1], "Skerry Post")
})

test_that("quanteda takes it, by its own generic too", {
  skip_if_not_installed("quanteda")
  taken <- quanteda::corpus(corpus(debate()))
  expect_identical(quanteda::ndoc(taken), nrow(find_statements(debate())))
  expect_identical(quanteda::docvars(taken, "speaker"), find_statements(debate())$speaker)
  for (x in list(debate(), find_statements(debate()), articles(debate()), read_record(nexis()))) {
    expect_s3_class(quanteda::corpus(x), "corpus")
  }
  counts <- quanteda::dfm(quanteda::tokens(taken))
  expect_true("ferry" %in% quanteda::featnames(counts))
})

test_that("the methods for quanteda's generic are found once it is there", {
  skip_if(requireNamespace("quanteda", quietly = TRUE), "quanteda itself is here")
  skip_on_cran()
  skip_without_binary()
  skip_on_os("windows")
  # A package of that name, with such a generic and nothing else.
  library <- tempfile("library")
  source <- file.path(tempfile(), "quanteda")
  dir.create(library)
  dir.create(source, recursive = TRUE)
  dir.create(file.path(source, "R"))
  writeLines(c("Package: quanteda", "Version: 9.9", "Title: T", "Description: D.", "License: GPL-3", "Author: A", "Maintainer: A <a@b.c>"), file.path(source, "DESCRIPTION"))
  writeLines(c("export(corpus)", "S3method(corpus, data.frame)"), file.path(source, "NAMESPACE"))
  writeLines(c(
    "corpus <- function(x, ...) UseMethod('corpus')",
    "corpus.data.frame <- function(x, docid_field = 'doc_id', text_field = 'text', ...) setNames(x[[text_field]], x[[docid_field]])"
  ), file.path(source, "R", "corpus.R"))
  utils::install.packages(source, library, repos = NULL, type = "source", quiet = TRUE)
  script <- c(
    sprintf(".libPaths(c(%s, .libPaths()))", paste(deparse(library), deparse(dirname(system.file(package = "onrecord"))), sep = ", ")),
    "library(onrecord); library(quanteda)",
    sprintf("a <- archive(%s)", deparse(debate()$path)),
    "cat(length(quanteda::corpus(a)), length(corpus(find_statements(a))), length(corpus(articles(a))))"
  )
  file <- tempfile(fileext = ".R")
  writeLines(script, file)
  out <- system2(file.path(R.home("bin"), "Rscript"), shQuote(file), stdout = TRUE, stderr = FALSE)
  n <- nrow(find_statements(debate()))
  expect_identical(out[length(out)], paste(n, n, 5))
})
