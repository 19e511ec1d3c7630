test_that("statements have types that R knows", {
  found <- find_statements(debate())
  expect_s3_class(found, "onrecord_statements")
  expect_identical(levels(found$kind), c("direct", "mixed", "indirect"))
  expect_true(all(c("promise", "deny") %in% levels(found$act)))
  expect_s3_class(found$day, "Date")
  expect_type(found$negated, "logical")
  expect_type(found$confidence, "double")
  expect_true(all(found$confidence > 0 & found$confidence <= 1))
  expect_type(found$version, "integer")
  expect_true(anyNA(found$speaker))
  expect_false(any(found$speaker == "", na.rm = TRUE))
  expect_true("Lena Sch\u00fcrmann" %in% found$speaker)
})

test_that("spans are characters of the text, beside umlauts and emoji", {
  found <- find_statements(debate())
  of <- articles(debate())
  text <- of$text[match(found$article, of$article)]
  expect_true(any(grepl("\U0001F6A2", found$content)))
  for (role in c("content", "cue", "source")) {
    expect_identical(span_text(text, found[[paste0(role, "_spans")]]), found[[role]])
  }
  # By hand, as anybody would.
  one <- which(found$speaker == "Lena Sch\u00fcrmann" & found$kind == "direct")[1]
  span <- found$content_spans[[one]]
  expect_identical(substr(text[one], span[1, "start"], span[1, "stop"]), found$content[one])
  # Emoji beyond the basic plane, of several code points, and combining marks before the words.
  odd <- "\U0001F469\u200D\U0001F680\U0001F1FA\U0001F1E6 e\u0301\u00df\u4e2d \u201cNiemand hat uns gefragt,\u201d Marit Holm said."
  record <- read_record(text = odd)
  expect_identical(record$articles$text, odd)
  expect_identical(span_text(odd, record$statements$source_spans), "Marit Holm")
  expect_identical(substr(odd, record$statements$source_spans[[1]][1], record$statements$source_spans[[1]][2]), "Marit Holm")
})

test_that("what finds nothing has no rows, and all columns with their types", {
  nothing <- "about:zzzzzz"
  same <- function(empty, full) {
    expect_identical(nrow(empty), 0L)
    expect_identical(names(empty), names(full))
    expect_identical(lapply(empty, class), lapply(full, class))
    expect_identical(lapply(empty, levels), lapply(full, levels))
    expect_identical(class(empty), class(full))
  }
  same(find_statements(debate(), nothing), find_statements(debate()))
  same(count_statements(debate(), nothing, c("act", "day", "year")), count_statements(debate(), by = c("act", "day", "year")))
  same(articles(debate(), nothing), articles(debate()))
  same(corpus(debate(), query = nothing), corpus(debate()))
  same(positions(debate(), nothing), positions(debate(), issues[["ferry"]]))
  same(actors(debate(), per = "article", query = nothing), actors(debate(), per = "article"))
  same(suppressWarnings(actors(debate(), "zzzzzz")), actors(debate()))
  for (rows in c("event", "pair")) same(events(debate(), "event:AID", rows), events(debate(), rows = rows))
  same(events(debate(), nothing, "telling"), events(debate(), rows = "telling"))
  empty <- read_record(text = "The weather was fine.")
  full <- read_record(nexis())
  for (table in names(full)) {
    expect_identical(lapply(empty[[table]], class), lapply(full[[table]], class), info = table)
  }
  expect_identical(nrow(empty$statements), 0L)
  for (empty in list(sayings(debate()), duplicates(debate()), wording(debate(), "names"), corrections(debate()), notes(debate(), nothing))) {
    expect_identical(nrow(empty), 0L)
    expect_gt(ncol(empty), 4)
  }
  net <- network(debate(), c(nothing = nothing))
  expect_identical(nrow(net$ties), 0L)
  expect_s3_class(net$ties$first, "Date")
})

test_that("tables are tibbles where tibble is, and print without it", {
  skip_if_not_installed("tibble")
  expect_s3_class(find_statements(debate()), c("onrecord_statements", "onrecord_table", "tbl_df", "tbl", "data.frame"), exact = TRUE)
  before <- options(onrecord.tibble = FALSE)
  on.exit(options(before))
  plain <- find_statements(debate())
  expect_s3_class(plain, c("onrecord_statements", "onrecord_table", "data.frame"), exact = TRUE)
  shown <- capture.output(print(plain))
  expect_match(shown[1], sprintf("onrecord, statements: %d x ", nrow(plain)))
  expect_true(all(nchar(shown, "width") <= getOption("width")))
  expect_match(paste(shown, collapse = " "), sprintf("%d more rows; .* more columns: .*content_spans", nrow(plain) - 10L))
  expect_output(print(find_statements(debate(), "about:zzzzzz")), "statements: 0 x ")
  # Rows and columns are taken as of any data frame.
  expect_identical(nrow(plain[plain$act %in% "reject", ]), sum(plain$act %in% "reject"))
  expect_s3_class(head(plain, 2), "onrecord_statements")
  expect_output(print(articles(debate())), "articles: 5 x ")
})

test_that("dplyr works on the tables", {
  skip_if_not_installed("dplyr")
  found <- find_statements(debate())
  counted <- dplyr::count(found, speaker, act)
  expect_identical(sum(counted$n), nrow(found))
  joined <- dplyr::left_join(found, articles(debate())[c("article", "words")], by = "article")
  expect_identical(nrow(joined), nrow(found))
})

test_that("a value that this package does not know becomes a level", {
  x <- onrecord:::closed(c("direct", "sung", NA), "kind")
  expect_identical(levels(x), c("direct", "mixed", "indirect", "sung"))
  expect_identical(as.character(x), c("direct", "sung", NA))
})

test_that("the sets of values are those of the published schema", {
  skip_without_binary()
  schema <- jsonlite::fromJSON(paste(onrecord:::onrecord("schema")$stdout, collapse = "\n"), simplifyVector = FALSE)[["$defs"]]
  of <- function(name) vapply(schema[[name]]$oneOf, `[[`, "", "const")
  known <- onrecord:::known_levels
  expect_identical(known$act, of("Act"))
  expect_identical(known$kind, of("StatementKind"))
  expect_identical(known$actor_kind, of("ActorKind"))
  expect_identical(known$how, of("SpeakerHow"))
  expect_identical(known$type, of("EventType"))
  expect_identical(known$quad, of("QuadClass"))
  expect_identical(known$status, of("EventStatus"))
  expect_identical(known$part, of("PartKind"))
  expect_identical(known$precision, of("Precision"))
})

test_that("span_text takes one span, several pieces and none", {
  expect_identical(span_text("abcdef", cbind(start = c(1, 4), stop = c(2, 4))), "ab \u2026 d")
  expect_identical(span_text("abc", list(matrix(integer(), ncol = 2, dimnames = list(NULL, c("start", "stop"))), NULL)), c(NA_character_, NA))
  expect_identical(span_text("abc", list()), character())
})

test_that("nothing depends on the locale", {
  skip_without_binary()
  skip_on_os("windows")
  script <- own(".R")
  # Escapes, as this file is read in the locale C.
  writeLines(c(
    sprintf(".libPaths(c(%s, .libPaths()))", deparse(dirname(system.file(package = "onrecord")))),
    "library(onrecord)",
    "said <- '\\U0001F469 caf\\u00e9 \\u201cNiemand hat uns gefragt,\\u201d Lena Sch\\u00fcrmann said.'",
    "path <- tempfile(fileext = '.db')",
    "add_articles(data.frame(doc_id = '\\u00fc', text = said), path)",
    "found <- find_statements(path, 'speaker:Sch\\u00fcrmann')",
    "record <- read_record(text = setNames(said, '\\u00fc'))",
    "speaker_table(path, data.frame(name = 'Lena Sch\\u00fcrmann', x = '\\u00f6'))",
    "good <- c(",
    "  found$article == '\\u00fc', found$speaker == 'Lena Sch\\u00fcrmann', articles(path)$text == said,",
    "  span_text(said, found$source_spans) == found$speaker, record$articles$text == said, record$articles$article == '\\u00fc',",
    "  nrow(positions(path, issues = setNames('about:gefragt', '\\u00fc'))) == 1, find_statements(path)$speaker.x == '\\u00f6'",
    ")",
    "cat(Sys.getlocale('LC_CTYPE'), length(good), all(good))"
  ), script)
  out <- system2(file.path(R.home("bin"), "Rscript"), shQuote(script), stdout = TRUE, stderr = FALSE, env = c("LC_ALL=C", "LANG=C"))
  expect_identical(out[length(out)], "C 8 TRUE")
})
