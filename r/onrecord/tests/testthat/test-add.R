test_that("an export becomes its articles, and again adds nothing", {
  skip_without_binary()
  path <- own()
  first <- add_articles(nexis(), path)
  expect_s3_class(first, "onrecord_added")
  expect_identical(first[c("added", "versions", "known", "failed")], list(added = 5L, versions = 0L, known = 0L, failed = 0L))
  expect_length(first$articles, 5)
  again <- add_articles(nexis(), path)
  expect_identical(c(again$added, again$known), c(0L, 5L))
  expect_output(print(again), "0 added.*5 known already")
  of <- articles(path)
  expect_identical(of$outlet, c("Skerry Post", "The Mainland Mail", "Radio Kalvik", "Skerry Post", "The Mainland Mail"))
  expect_identical(of$day[1], as.Date("2024-03-04"))
  expect_identical(of$authors[[1]], "Ana Brandt")
  expect_identical(sum(of$statements), first$statements)
})

test_that("a bad article among good ones is a warning, and the rest is read", {
  skip_without_binary()
  folder <- file.path(tempfile(), "Zeitung \u00fc \u2013 M\u00e4rz 'n")
  dir.create(folder, recursive = TRUE)
  good <- write_bytes("\u201cNobody asked us,\u201d Marit Holm said.", file.path(folder, "gut \u00e4.txt"))
  bad <- file.path(folder, "b\u00f6se.txt")
  writeBin(as.raw(c(0, 1, 2, 0, 255)), bad)
  path <- file.path(folder, "archiv \u00e9.db")
  expect_warning(
    out <- add_articles(c(good, bad, file.path(folder, "fehlt.txt")), path),
    class = "onrecord_partial"
  )
  expect_identical(c(out$added, out$failed), c(1L, 2L))
  problem <- tryCatch(read_record(c(good, bad)), onrecord_partial = function(w) w)
  expect_identical(problem$status, 3L)
  expect_identical(nrow(problem$messages), 1L)
  expect_match(problem$messages$message, "b\u00f6se.txt", fixed = TRUE)
  expect_match(problem$messages$hint, "UTF-8")
  expect_identical(find_statements(path)$speaker, "Marit Holm")
  expect_identical(basename(articles(path)$article), "gut \u00e4.txt")
  expect_error(add_articles(bad, path), "control codes", class = "onrecord_error")
  expect_error(add_articles(character(), path), "no paths", class = "onrecord_usage_error")
  expect_error(add_articles(NULL, path), "class NULL", class = "onrecord_usage_error")
})

test_that("data frames: columns by their names, ids, dates, and rows that cannot be read", {
  skip_without_binary()
  rows <- data.frame(
    doc_id = c("a", "b#2", "c"), Headline = factor(c("One", NA, "Three")),
    Date = as.Date(c("2024-03-01", "2024-03-02", NA)), Newspaper = c("Post", "Mail", NA),
    Full.Text = c("\u201cNobody asked us,\u201d Marit Holm said.", "\u201cWe shall pay,\u201d Ana Brandt said.\r\nIt is \"so\".", ""),
    stringsAsFactors = FALSE
  )
  rows$authors <- list(c("Ana", "Bo"), character(), "Cy")
  path <- own()
  expect_warning(out <- add_articles(rows, path), "row 3: has no text", class = "onrecord_partial")
  expect_identical(c(out$added, out$failed), c(2L, 1L))
  of <- articles(path)
  expect_identical(of$article, c("a", "b%232"))
  expect_identical(of$title, c("One", NA))
  expect_identical(of$day, as.Date(c("2024-03-01", "2024-03-02")))
  expect_identical(of$outlet, c("Post", "Mail"))
  expect_identical(of$authors, list(c("Ana", "Bo"), character()))
  # The text is what was given, to the character.
  expect_identical(of$text[2], rows$Full.Text[2])
  expect_identical(suppressWarnings(add_articles(rows, path))$known, 2L)
})

test_that("another text under an id is told, and a collection keeps ids apart", {
  skip_without_binary()
  path <- own()
  one <- data.frame(doc_id = "text1", text = "\u201cNobody asked us,\u201d Marit Holm said.")
  other <- data.frame(doc_id = "text1", text = "\u201cWe shall pay,\u201d Ana Brandt said.")
  add_articles(one, path)
  expect_warning(add_articles(other, path), "count as new versions", class = "onrecord_new_versions")
  path <- own()
  add_articles(one, path, collection = "one")
  add_articles(other, path, collection = "other")
  expect_identical(articles(path)$article, c("one/text1", "other/text1"))
  expect_error(add_articles(rbind(one, other), path), "text1 is the id of several rows", class = "onrecord_usage_error")
})

test_that("an address goes before an id, row by row", {
  skip_without_binary()
  path <- own()
  rows <- data.frame(doc_id = c("a", "b", NA), link = c("https://x.example/1", NA, ""), text = paste0("\u201cNobody asked us,\u201d Marit Holm said in ", 2001:2003, "."))
  add_articles(rows, path)
  known <- articles(path)$article
  expect_identical(known[1:2], c("https://x.example/1", "b"))
  expect_match(known[3], "^sha256:")
  # What came out goes in again under its names.
  again <- own()
  add_articles(corpus(path, "articles"), again)
  expect_identical(articles(again)$article, known)
  expect_identical(articles(again)$text, rows$text)
})

test_that("`field` says which column is what, and what is wrong is told", {
  skip_without_binary()
  path <- own()
  rows <- data.frame(Inhalt = "\u201cNobody asked us,\u201d Marit Holm said.", text = "other", Tag = "2024-03-05", Link = "https://x.example/1")
  add_articles(rows, path, field = c(text = "Inhalt", published = "Tag"))
  of <- articles(path)
  expect_identical(of[[1, "article"]], "https://x.example/1")
  expect_identical(of$day, as.Date("2024-03-05"))
  expect_match(of$text, "Marit Holm")
  expect_error(add_articles(rows, path, field = c(text = "nix")), "no column nix", class = "onrecord_usage_error")
  expect_error(add_articles(rows, path, field = c(wer = "Tag")), "`field` names what is what", class = "onrecord_usage_error")
  expect_error(add_articles(rows[0, ], path), "no rows", class = "onrecord_usage_error")
  expect_error(add_articles(data.frame(x = 1), path), "row 1: has no text", class = "onrecord_error")
  expect_error(add_articles(rows, path, outlt = "x"), "no argument `outlt`", class = "onrecord_usage_error")
})

test_that("times stay on their own day", {
  evening <- as.POSIXct("2024-03-01 23:30:00", tz = "America/New_York")
  expect_identical(onrecord:::plain(evening), "2024-03-01T23:30:00-05:00")
  expect_identical(onrecord:::plain(as.POSIXct(c("2024-03-01", NA), tz = "Asia/Tokyo")), c("2024-03-01", NA))
  expect_identical(onrecord:::plain(as.POSIXlt("2024-03-01 10:00:00", tz = "UTC")), "2024-03-01T10:00:00+00:00")
})

test_that("LexisNexisTools' output is taken in", {
  skip_without_binary()
  # As the package defines it; it need not be installed.
  methods::setClass("LNToutput", representation(meta = "data.frame", articles = "data.frame", paragraphs = "data.frame"), where = globalenv())
  on.exit(methods::removeClass("LNToutput", where = globalenv()))
  said <- c("\u201cNobody asked us,\u201d Marit Holm said.", "She left.", "\u201cWe shall pay,\u201d Ana Brandt said.")
  output <- methods::new("LNToutput",
    meta = data.frame(
      ID = 1:2, Source_File = "x.txt", Newspaper = c("Skerry Post", "NA"), Date = as.Date(c("2024-03-01", NA)), Length = "9 words",
      Section = NA, Author = c("", "Tor Lund"), Edition = "", Headline = c("Talks", "Money"), Graphic = FALSE, stringsAsFactors = FALSE
    ),
    articles = data.frame(ID = 1:2, Article = c(paste(said[1:2], collapse = " "), said[3]), stringsAsFactors = FALSE),
    paragraphs = data.frame(Art_ID = c(1, 1, 2), Par_ID = 1:3, Paragraph = c(said[1:2], NA), stringsAsFactors = FALSE)
  )
  path <- own()
  add_articles(output, path)
  of <- articles(path)
  expect_identical(of$title, c("Talks", "Money"))
  expect_identical(of$outlet, c("Skerry Post", NA))
  expect_identical(of$day, as.Date(c("2024-03-01", NA)))
  expect_identical(of$authors, list(character(), "Tor Lund"))
  # Paragraphs where they have all of the text, and the text where they do not.
  expect_match(of$text[1], "said.\n\nShe left.", fixed = TRUE)
  expect_match(of$text[2], said[3], fixed = TRUE)
  expect_identical(find_statements(path)$speaker, c("Marit Holm", "Ana Brandt"))
  add_articles(output, path, collection = "ln")
  expect_true(all(c("ln/1", "ln/2") %in% articles(path)$article))
  expect_identical(read_record(output)$statements$speaker, c("Marit Holm", "Ana Brandt"))
})

test_that("values are written as JSON reads them", {
  odd <- c("plain", "a \"b\" \\ c", "two\nlines\r\n\tx", "\u00fc \U0001F6A2", "\u0001\u001f\u007f \u2028", "", "\\n")
  expect_identical(vapply(onrecord:::json_strings(odd), jsonlite::fromJSON, "", USE.NAMES = FALSE), odd)
  lines <- onrecord:::json_lines(list(
    text = odd, n = c(1, NA, 1e6, 0.1, -2, NaN, Inf), yes = c(TRUE, NA, FALSE, TRUE, TRUE, TRUE, TRUE), authors = list("a", c("b", NA), character(), NULL, NA, "c", "d")
  ))
  read <- lapply(lines, jsonlite::fromJSON)
  expect_identical(vapply(read, `[[`, "", "text"), odd)
  expect_identical(read[[3]]$n, 1000000L)
  expect_equal(read[[4]]$n, 0.1)
  expect_null(read[[2]]$n)
  expect_null(read[[7]]$n)
  expect_false(read[[3]]$yes)
  expect_identical(read[[2]]$authors, "b")
})
