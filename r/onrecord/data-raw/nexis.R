# Writes inst/extdata/nexis.docx: an export in the shape in which Nexis Uni gives it (Full Documents, one file, DOCX). Places, people,
# papers and all that is said are invented; the articles were written for this package.
#
#     Rscript data-raw/nexis.R        in r/onrecord; needs the program zip

articles <- list(
  list(outlet = "Skerry Post", date = "March 4, 2024 Monday", section = "NEWS; Pg. 3", by = "Ana Brandt",
       headline = "Council splits over a toll on the harbour bridge",
       text = c(
         "The council of Skerry has put off its vote on a toll for the harbour bridge. Mayor Ilse Vandeer said she supported the bridge toll. “The bridge toll is the only fair way to pay for the repair,” she told the council on Monday.",
         "Tomas Reyl, who leads the opposition, rejected the bridge toll. “The bridge toll is a mistake, and islanders will pay for it twice,” Reyl said.",
         "The Ferry Owners’ Association welcomed the bridge toll. Its chairwoman, Marit Holm, demanded a night ferry as well.")),
  list(outlet = "The Mainland Mail", date = "March 6, 2024 Wednesday", section = "POLITICS; Pg. 1", by = "Tor Lund",
       headline = "Hauliers against toll; union wants night ferry",
       text = c(
         "Hauliers oppose the bridge toll, their spokesman, Per Okafor, said on Wednesday. “We reject the bridge toll,” Okafor said. “No lorry will stop for it.”",
         "The Dockers’ Union praised the night ferry. “A night ferry is the best solution for the island,” said its secretary, Lena Schürmann.",
         "Marit Holm said that she supported the night ferry, but criticised the timetable.")),
  list(outlet = "Radio Kalvik", date = "March 8, 2024 Friday 7:05 AM GMT", section = "", by = "",
       headline = "Reyl: ‘I want the night ferry’",
       text = c(
         "Tomas Reyl told Radio Kalvik that he supported the night ferry. “We want the night ferry, and we want it before the summer,” he said.",
         "He repeated that he opposed the bridge toll.",
         "Mayor Ilse Vandeer rejected the night ferry. “The night ferry is a waste of money,” she said.")),
  list(outlet = "Skerry Post", date = "March 19, 2024 Tuesday", section = "NEWS; Pg. 1", by = "Ana Brandt",
       headline = "Ferry owners turn against the toll",
       text = c(
         "Marit Holm no longer backs the toll. “We oppose the bridge toll as it stands,” the chairwoman of the ferry owners said on Tuesday. She accused the council of keeping the money.",
         "Lena Schürmann, of the Dockers’ Union, said that her members opposed the bridge toll too.",
         "“The bridge toll is necessary,” said Henrik Aaldal, the head of the port authority. He said he welcomed the night ferry.")),
  list(outlet = "The Mainland Mail", date = "April 2, 2024 Tuesday", section = "POLITICS; Pg. 4", by = "Tor Lund",
       headline = "Port chief and mayor defend toll",
       text = c(
         "“I support the bridge toll,” Henrik Aaldal wrote in a letter to the council. The mayor, Ilse Vandeer, said once more that she supported the bridge toll.",
         "Per Okafor called the bridge toll “a tax on bread” and said that hauliers rejected it.",
         "Okafor welcomed the night ferry \U0001F6A2. “The night ferry is good for us,” he said.")))

escaped <- function(x) gsub("<", "&lt;", gsub("&", "&amp;", enc2utf8(x), fixed = TRUE), fixed = TRUE)
run <- function(x, bold = FALSE) {
  paste0("<w:r>", if (bold) "<w:rPr><w:b/></w:rPr>", "<w:t xml:space=\"preserve\">", escaped(x), "</w:t></w:r>")
}
line <- function(plain = NULL, bold = NULL) {
  paste0("<w:p>", if (!is.null(bold)) run(bold, TRUE), if (!is.null(plain)) run(plain), "</w:p>")
}
words <- function(text) lengths(gregexpr("\\S+", paste(text, collapse = " ")))

one <- function(a) {
  c(line(bold = a$headline), line(a$outlet), line(a$date), line(),
    line(paste("Copyright 2024", a$outlet, "All Rights Reserved")),
    if (nzchar(a$section)) line(paste0(" ", a$section), "Section:"),
    line(sprintf(" %d words", words(a$text)), "Length:"),
    if (nzchar(a$by)) line(paste0(" ", a$by), "Byline:"),
    line(bold = "Body"), line(), vapply(a$text, line, ""), line(),
    line(paste0(" ", sub(" \\w+day.*", "", a$date)), "Load-Date:"), line(bold = "End of Document"))
}
cover <- c(
  line("Friday, 5. April 2024 09:31:00 CEST", "Date and Time: "), line(bold = sprintf("Documents (%d)", length(articles))),
  vapply(seq_along(articles), function(i) line(paste0(i, ". ", articles[[i]]$headline)), ""),
  line("toll or ferry", "Search Terms: "), line())

xml <- "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
open <- "http://schemas.openxmlformats.org/"
parts <- list(
  "[Content_Types].xml" = c(
    xml, sprintf("<Types xmlns=\"%spackage/2006/content-types\">", open),
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    "<Override PartName=\"/word/document.xml\"",
    "  ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>", "</Types>"),
  "_rels/.rels" = c(
    xml, sprintf("<Relationships xmlns=\"%spackage/2006/relationships\"><Relationship Id=\"rId1\"", open),
    sprintf("  Type=\"%sofficeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>", open)),
  "word/document.xml" = c(
    xml, sprintf("<w:document xmlns:w=\"%swordprocessingml/2006/main\"><w:body>", open),
    cover, unlist(lapply(articles, one), use.names = FALSE), "</w:body></w:document>"))

to <- file.path(normalizePath("inst/extdata"), "nexis.docx")
folder <- tempfile("docx")
for (name in names(parts)) {
  dir.create(dirname(file.path(folder, name)), recursive = TRUE, showWarnings = FALSE)
  writeLines(parts[[name]], file.path(folder, name), useBytes = TRUE)
}
unlink(to)
here <- setwd(folder)
utils::zip(to, names(parts), flags = "-9Xq")
setwd(here)
