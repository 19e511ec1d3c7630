test_that("queries are asked, and what is wrong with one is told", {
  found <- find_statements(debate(), "speaker:Reyl kind:direct")
  expect_gt(nrow(found), 0)
  expect_true(all(found$speaker == "Tomas Reyl" & found$kind == "direct"))
  expect_identical(unique(find_statements(debate(), "about:\"night ferry\" act:reject")$speaker), "Ilse Vandeer")
  expect_error(find_statements(debate(), "foo:x"), "there is no field `foo`", class = "onrecord_usage_error")
  expect_error(find_statements(debate(), c("a", "b")), "a query is one string", class = "onrecord_usage_error")
  expect_warning(find_statements(debate(), "speaker:Zork"), "nobody in this archive goes by `Zork`", class = "onrecord_warning")
  # No flag, whatever it begins with.
  expect_silent(find_statements(debate(), "--help"))
  expect_identical(nrow(find_statements(debate(), " ")), nrow(find_statements(debate())))
  expect_identical(unique(find_statements(debate(), "speaker:Sch\u00fcrmann")$speaker), "Lena Sch\u00fcrmann")
})

test_that("an archive that is not there, or is none, is told", {
  missing <- file.path(tempdir(), "fehlt \u00e4.db")
  for (ask in list(find_statements, articles, actors, events, sayings, check_archive, corrections, corpus, speaker_table)) {
    expect_error(ask(missing), "no such archive", class = "onrecord_missing_archive")
  }
  expect_error(positions(missing, "x"), class = "onrecord_missing_archive")
  expect_error(network(archive(missing), issues), class = "onrecord_missing_archive")
  skip_without_binary()
  expect_error(find_statements(nexis()), "is not an archive of onrecord", class = "onrecord_error")
  expect_error(archive(1), class = "onrecord_usage_error")
  expect_output(print(archive(missing)), "not there yet")
  expect_output(print(debate()), "<onrecord archive> .*debate")
})

test_that("an archive of a newer format is told", {
  skip_if_not_installed("RSQLite")
  path <- own()
  file.copy(debate()$path, path)
  connection <- DBI::dbConnect(RSQLite::SQLite(), path)
  DBI::dbExecute(connection, "PRAGMA user_version = 999")
  DBI::dbDisconnect(connection)
  expect_error(find_statements(path), "has format 999.*use a newer onrecord", class = "onrecord_error")
})

test_that("counts are typed", {
  by <- count_statements(debate(), by = c("speaker", "act"))
  expect_identical(names(by), c("speaker", "act", "statements"))
  expect_identical(sum(by$statements), nrow(find_statements(debate())))
  expect_false(is.unsorted(rev(by$statements)))
  expect_s3_class(count_statements(debate(), by = "day")$day, "Date")
  expect_identical(count_statements(debate(), by = "year")$year, 2024L)
  expect_error(count_statements(debate(), by = "colour"), class = "onrecord_usage_error")
})

test_that("positions: stands in the order of time, with changes", {
  skip_without_binary()
  path <- own()
  add_articles(data.frame(
    text = c(
      "Marit Dahl, who leads the council, said on Friday that she supported the ferry.",
      "Marit Dahl called for the ferry to be scrapped if the bridge was built."
    ),
    published = as.Date(c("2024-03-02", "2024-04-20")), outlet = c("The Skerry Post", "The Mail"),
    url = c("https://post.example/1", "https://mail.example/2")
  ), path)
  of <- positions(path, "ferry")
  expect_identical(as.character(of$side), c("for", "against"))
  expect_identical(of$from, as.Date(c("2024-03-01", "2024-04-20")))
  expect_identical(as.character(of$dated_by), c("told", "published"))
  expect_identical(of$changes, list(character(), "1"))
  expect_identical(of$conditions, c(NA, "if the bridge was built"))
  expect_identical(of$where, list("https://post.example/1#s1", "https://mail.example/2#s1"))
  expect_false(any(of$inferred))
  # As the program's own table has it.
  csv <- onrecord:::csv_table(onrecord:::onrecord(c("positions", "--format", "csv", "--archive", path, "--", "ferry"))$stdout)
  for (name in setdiff(names(csv), c("where", "changes", "contradicts", "inferred"))) {
    expect_identical(as.character(of[[name]]), as.character(csv[[name]]), info = name)
  }
  expect_error(positions(path), "which issue is not said", class = "onrecord_usage_error")
})

test_that("issues may be a vector, a data frame or a file, and names may be anything", {
  odd <- c("the \"ferry\" = \u00fc\\n" = "about:\"night ferry\"")
  expect_identical(unique(positions(debate(), issues = odd)$issue), names(odd))
  frame <- data.frame(name = "toll", query = "about:toll", `for` = "said:\"supported the bridge toll\"", against = NA, check.names = FALSE)
  of <- positions(debate(), issues = frame)
  expect_true(all(of$side[grepl("supported the bridge toll", of$words)] == "for"))
  file <- own(".toml")
  writeLines(c("[[issue]]", "name = \"toll\"", "query = 'about:toll'"), file)
  expect_identical(unique(positions(debate(), issues = file)$issue), "toll")
  narrowed <- positions(debate(), "speaker:Reyl", issues = issues)
  expect_identical(unique(narrowed$actor), "Tomas Reyl")
  expect_setequal(narrowed$issue, names(issues))
  expect_error(positions(debate(), issues = "nix.toml"), "no such file of issues", class = "onrecord_usage_error")
  expect_error(positions(debate(), issues = c(x = "foo:1")), class = "onrecord_error")
  expect_error(positions(debate(), issues = data.frame(a = 1)), class = "onrecord_usage_error")
})

test_that("events: each once, by pairs, and as they are told", {
  of <- events(debate())
  expect_gt(nrow(of), 0)
  expect_s3_class(of$from, "Date")
  expect_identical(nlevels(of$type), 15L)
  csv <- onrecord:::csv_table(onrecord:::onrecord(c("events", "--format", "csv", "--limit", "0", "--archive", debate()$path))$stdout)
  names(csv)[names(csv) == "id"] <- "event"
  for (name in setdiff(names(csv), "mutual")) {
    expect_identical(as.character(of[[name]]), as.character(csv[[name]]), info = name)
  }
  pairs <- events(debate(), rows = "pair")
  expect_true(all(pairs$event_id %in% of$event))
  expect_type(pairs$quad, "integer")
  expect_match(pairs$cameo_root, "^[0-9]{2}$")
  told <- events(debate(), rows = "telling")
  text <- articles(debate())
  expect_identical(span_text(text$text[match(told$article, text$article)], told$anchor_spans), told$anchor)
})

test_that("sayings and duplicates", {
  skip_without_binary()
  path <- own()
  paper <- paste(
    "\u201cWe have a choice between a slow repair and a dangerous bridge, and I know which one I prefer,\u201d said Henrik Aaldal, the head",
    "of the port authority.", strrep("The harbour was quiet and the boats lay still in the fog that morning in March. ", 6)
  )
  add_articles(data.frame(
    doc_id = c("post", "mail", "wire"), outlet = c("Post", "Mail", "Kurier"), date = c("2024-03-15", "2024-03-20", "2024-03-16"),
    text = c(paper, "\u201cWe have a choice between a slow repair and a dangerous bridge,\u201d Henrik Aaldal told the council.", paper)
  ), path)
  of <- sayings(path)
  expect_identical(unique(of$speaker), "Henrik Aaldal")
  expect_setequal(of$article, c("post", "mail", "wire"))
  cut <- of[of$article == "mail", ]
  expect_identical(as.character(cut$sameness), "cut")
  expect_match(cut$differences, "[-", fixed = TRUE)
  expect_identical(unique(of$articles), 3L)
  expect_identical(unique(of$voices), 2L)
  copies <- duplicates(path)
  expect_setequal(copies$article, c("post", "wire"))
  expect_identical(copies$article[copies$origin], "post")
  expect_identical(nrow(duplicates(path, carriers = 3)), 0L)
  csv <- onrecord:::csv_table(onrecord:::onrecord(c("sayings", "--format", "csv", "--archive", path))$stdout)
  for (name in setdiff(names(csv), "duplicate")) expect_identical(as.character(of[[name]]), as.character(csv[[name]]), info = name)
})

test_that("wording is counted as the program counts", {
  verbs <- wording(debate(), "verbs")
  expect_true("say" %in% verbs$cue)
  expect_type(verbs$cue_distancing, "logical")
  expect_true(all(verbs$low <= verbs$share & verbs$share <= verbs$high))
  voices <- wording(debate(), "voices", by = c("outlet", "month"))
  expect_identical(names(voices)[1:3], c("outlet", "month", "speaker"))
  expect_identical(voices$statements, voices$direct + voices$mixed + voices$indirect)
  csv <- onrecord:::csv_table(
    onrecord:::onrecord(c("wording", "voices", "--format", "csv", "--by", "outlet,month", "--limit", "0", "--archive", debate()$path))$stdout
  )
  for (name in setdiff(names(csv), c("share", "low", "high"))) expect_identical(as.character(voices[[name]]), as.character(csv[[name]]), info = name)
  expect_identical(names(wording(debate(), "verbs", by = character()))[1], "cue")
  named <- wording(debate(), actor = "Marit Holm")
  expect_true("Marit Holm" %in% named$words)
  expect_error(wording(debate(), "verbs", actor = "Holm"), class = "onrecord_usage_error")
  quotes <- wording(debate(), "scare_quotes")
  text <- articles(debate())
  at <- match(quotes$example, text$article)
  expect_identical(substr(text$text[at], quotes$start, quotes$start + nchar(quotes$words) - 1), quotes$words)
})

test_that("a table of speakers joins the answers", {
  path <- own()
  file.copy(debate()$path, path)
  expect_identical(nrow(speaker_table(path)), 0L)
  table <- data.frame(name = c("Tomas Reyl", "Lena Sch\u00fcrmann"), side = factor(c("oppos\u00edtion, \"new\"", NA)), seats = c(3L, 4L))
  speaker_table(path, table)
  shown <- speaker_table(path)
  expect_identical(sort(shown$seats), c("3", "4"))
  found <- find_statements(path)
  expect_identical(unique(found$speaker.side[found$speaker %in% "Tomas Reyl"]), "oppos\u00edtion, \"new\"")
  expect_true(all(is.na(found$speaker.side[!found$speaker %in% "Tomas Reyl"])))
  counted <- count_statements(path, by = "speaker.seats")
  expect_true("4" %in% counted$speaker.seats)
  net <- network(path, issues)
  expect_identical(net$nodes$speaker.side[net$nodes$name == "Tomas Reyl"], "oppos\u00edtion, \"new\"")
  expect_error(speaker_table(path, data.frame(name = "x")), class = "onrecord_usage_error")
})

test_that("corrections win, are listed, and are taken back", {
  path <- own()
  file.copy(debate()$path, path)
  one <- find_statements(path)[1, ]
  correct(path, one$article, one$statement, act = "promise", speaker = "Ana \u00d6zg\u00fcr", person = "M\u00fcller")
  correct(path, one$article, one$statement, content = cbind(start = one$content_spans[[1]][1, "start"], stop = one$content_spans[[1]][1, "start"] + 2), person = "B")
  now <- find_statements(path)[1, ]
  expect_identical(as.character(now$act), "promise")
  expect_identical(now$speaker, "Ana \u00d6zg\u00fcr")
  expect_identical(now$content, substr(one$content, 1, 3))
  # Whose word it is stands in every table; of what nobody has touched it is the reader's.
  expect_identical(now$coder, "B")
  expect_match(now$coded_at, "^\\d{4}-\\d\\d-\\d\\dT")
  others <- find_statements(path)[-1, ]
  expect_true(all(is.na(others$coder)) && all(is.na(others$coded_at)))
  cast <- actors(path, per = "article")
  expect_type(cast$coder, "character")
  expect_identical(unique(articles(path)$coder), NA_character_)
  lines <- onrecord:::onrecord(c("export", "jsonl", "--table", "records", "--archive", path))$stdout
  file <- own(".jsonl")
  writeLines(lines, file, useBytes = TRUE)
  record <- record_from_json(file)
  expect_identical(record$statements$coder, find_statements(path)$coder)
  expect_identical(record$statements$coded_at, find_statements(path)$coded_at)
  of <- corrections(path)
  expect_setequal(of$kind, c("act", "speaker", "boundaries"))
  expect_identical(of$right[of$kind == "act"], "promise")
  expect_identical(of$was[of$kind == "speaker"], one$speaker)
  undo_correction(path, of$id, person = "B")
  expect_identical(find_statements(path)[1, "content"], one[, "content"])
  expect_identical(nrow(corrections(path)), 0L)
  expect_identical(nrow(corrections(path, undone = TRUE)), 3L)
  correct(path, one$article, one$statement, is_statement = FALSE, person = "B")
  expect_identical(nrow(find_statements(path)), nrow(find_statements(debate())) - 1L)
  expect_error(correct(path, one$article, "s999", act = "say", person = "B"), class = "onrecord_error")
})

test_that("an archive is checked, connected to, and written for other tools", {
  checked <- check_archive(debate())
  expect_true(checked$clean)
  expect_identical(checked$statements, nrow(find_statements(debate())))
  harmed <- own()
  bytes <- readBin(debate()$path, "raw", file.size(debate()$path))
  # Most of a small archive's pages are empty in their middle: so not a few bytes.
  at <- seq(length(bytes) %/% 4, length(bytes) %/% 2)
  bytes[at] <- as.raw(120)
  writeBin(bytes, harmed)
  outcome <- try(check_archive(harmed), silent = TRUE)
  expect_true(inherits(outcome, "try-error") || !outcome$clean)
  dna <- export_archive(debate(), "dna", own(".dna"), issues = issues)
  expect_gt(file.size(dna), 1000)
  csv <- export_archive(debate(), "csv", own(".csv"), "speaker:Reyl", table = "statements")
  expect_gt(nrow(utils::read.csv(csv)), 3)
  expect_error(export_archive(debate(), "word", own()), class = "onrecord_usage_error")
  skip_if_not_installed("RSQLite")
  connection <- archive_connect(debate())
  on.exit(DBI::dbDisconnect(connection))
  expect_identical(DBI::dbGetQuery(connection, "SELECT count(*) AS n FROM statements")$n, nrow(find_statements(debate())))
  expect_error(DBI::dbExecute(connection, "DELETE FROM statements"), "readonly")
  expect_identical(add_articles(dna, debate())$added, 0L)
})
