test_that("a record read alone says what the archive says", {
  record <- read_record(nexis())
  expect_s3_class(record, "onrecord_record")
  asked <- find_statements(debate())
  shared <- setdiff(intersect(names(asked), names(record$statements)), c("article"))
  expect_gt(length(shared), 25)
  for (name in shared) expect_equal(record$statements[[name]], asked[[name]], info = name)
  of <- articles(debate())
  for (name in setdiff(intersect(names(of), names(record$articles)), "article")) expect_equal(record$articles[[name]], of[[name]], info = name)
  told <- events(debate(), rows = "telling")
  for (name in setdiff(intersect(names(told), names(record$events)), "article")) expect_equal(record$events[[name]], told[[name]], info = name)
  cast <- actors(debate(), per = "article")
  for (name in setdiff(intersect(names(cast), names(record$actors)), "article")) expect_equal(record$actors[[name]], cast[[name]], info = name)
  expect_identical(articles(record), record$articles)
  expect_identical(notes(record), record$notes)
  expect_identical(actors(record), record$actors)
  expect_identical(events(record), record$events)
  expect_output(print(record), sprintf("5 article\\(s\\), %d statement\\(s\\)", nrow(asked)))
})

test_that("the tables of a record belong together", {
  record <- read_record(nexis())
  key <- function(article, id) paste(article, id)
  speakers <- record$statements[!is.na(record$statements$speaker_id), ]
  at <- match(key(speakers$article, speakers$speaker_id), key(record$actors$article, record$actors$actor))
  expect_false(anyNA(at))
  expect_identical(record$actors$name[at], speakers$speaker)
  text <- function(table) record$articles$text[match(table$article, record$articles$article)]
  for (table in c("times", "wording")) {
    rows <- record[[table]]
    expect_identical(substr(text(rows), rows$start, rows$stop), rows$words, info = table)
  }
  expect_identical(substr(text(record$parts), record$parts$start, record$parts$stop), record$parts$text)
  mentions <- record$actors
  expect_identical(
    Map(function(text, spans) substring(text, spans[, 1], spans[, 2]), text(mentions), mentions$mention_spans),
    stats::setNames(mentions$mentions, text(mentions))
  )
})

test_that("texts go by their names, and keep their characters", {
  skip_without_binary()
  said <- c("\u00fc 1" = "\u201cNobody asked us,\u201d Marit Holm said on Friday.\r\n\r\nThe end.", b = "\u201cWe shall pay,\u201d Ana Brandt said.")
  record <- read_record(text = said, published = as.Date("2024-03-20"), outlet = "Post")
  expect_identical(record$articles$article, names(said))
  expect_identical(record$articles$text, unname(said))
  expect_identical(record$statements$article, names(said))
  expect_identical(record$statements$said_from[1], as.Date("2024-03-15"))
  expect_identical(unique(record$statements$outlet), "Post")
  expect_identical(read_record(text = "\u201cYes,\u201d he said.")$articles$article, "text1")
  problem <- tryCatch(read_record(text = c(good = said[["b"]], bad = "", worse = NA)), onrecord_partial = function(w) w)
  expect_match(problem$message, "bad: is empty", fixed = TRUE)
  expect_match(problem$message, "worse: is empty", fixed = TRUE)
  expect_error(read_record(text = ""), "text1: is empty", class = "onrecord_error")
  expect_error(read_record(text = c(a = "x", a = "y")), "name of several texts", class = "onrecord_usage_error")
  expect_error(read_record(), "either paths, or texts", class = "onrecord_usage_error")
  expect_error(read_record("fehlt.txt"), "no such file", class = "onrecord_error")
})

test_that("data frames are read by their rows", {
  skip_without_binary()
  rows <- data.frame(doc_id = c("x", "y", "z"), text = c("\u201cNobody asked us,\u201d Marit Holm said.", NA, "\u201cWe shall pay,\u201d Ana Brandt said."))
  expect_warning(record <- read_record(rows), "row 2: has no text", class = "onrecord_partial")
  expect_identical(record$articles$article, c("x", "z"))
  nameless <- read_record(rows[c(1, 3), "text", drop = FALSE])
  expect_identical(nameless$statements$article, c("row 1", "row 2"))
  expect_error(read_record(rows, min_confidence = 0.5), class = "onrecord_usage_error")
})

test_that("only the sure ones are read where that is wanted", {
  all <- read_record(nexis())$statements
  sure <- read_record(nexis(), min_confidence = 0.9)$statements
  expect_lt(nrow(sure), nrow(all))
  expect_true(all(sure$content %in% all$content))
})

test_that("records that were written before are taken in", {
  skip_without_binary()
  expected <- read_record(nexis())
  for (format in c("json", "jsonl")) {
    file <- own(".json")
    writeLines(onrecord:::onrecord(c("read", "--format", format, "--", nexis()))$stdout, file, useBytes = TRUE)
    expect_equal(record_from_json(file), expected)
  }
  expect_error(record_from_json("fehlt.jsonl"), "no such file", class = "onrecord_usage_error")
  other <- own(".jsonl")
  writeLines("{\"schema\":\"onrecord/2\",\"article\":{}}", other)
  expect_error(record_from_json(other), "onrecord/1, and not of \"onrecord/2\".*R package that belongs", class = "onrecord_no_record")
  writeLines("{\"a\":1}", other)
  expect_error(record_from_json(other), class = "onrecord_no_record")
  writeLines("Hello", other)
  expect_error(record_from_json(other), "no JSON", class = "onrecord_no_record")
  writeLines(character(), other)
  expect_identical(nrow(record_from_json(other)$statements), 0L)
})
