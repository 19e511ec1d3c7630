//! ProQuest.

use super::*;

#[test]
fn a_proquest_text_gives_its_articles() {
    let rule = "_".repeat(60);
    let text = format!(
        "{rule}\nReport Information from ProQuest\nMarch 05 2014 10:11\n{rule}\n\nTable of contents\n\n1. Ferry in dock\n2. Talks go on\n\n{rule}\n\
         Document 1 of 2\n\nFerry in dock\n\nAuthor: Brandt, Ana.\n\nPublication info: Skerry Post, Late Edition (Islands) [Kalvik] 12 Mar 2010: A.1.\n\n\
         ProQuest document link\n\nAbstract: The ferry.\n\nLinks: x\n\nFull text: The ferry will not run.\nSubject: this is what she said in the hall.\nNobody asked us.\n\n\
         Subject: Ferries; Docks\n\nLocation: Kalvik\n\nTitle: Ferry in dock\n\nPublication title: Skerry Post, Late Edition (Islands); Kalvik\n\nPages: A.1\n\n\
         Publication year: 2010\n\nPublication date: Mar 12, 2010\n\nSection: A\n\nProQuest document ID: 430123\n\nCopyright: (Copyright (c) 2010 Skerry Post)\n\n{rule}\n\
         Document 2 of 2\n\nTalks go on\n\nAbstract: The talks will go on, the minister said.\n\nFull text: Not available.\n\nTitle: Talks go on\n\nPublication title: Radio Kalvik\n\n\
         Publication date: Mar 13, 2010\n\nProQuest document ID: 430124\n\nDatabase: ProQuest Central\n\n{rule}\n\nContact ProQuest\n\nCopyright ProQuest LLC\n"
    );
    let all = taken(text);
    assert_eq!(all.len(), 2);
    assert_eq!(
        shown(&all[0]),
        (
            "Skerry Post".into(),
            "2010-03-12".into(),
            "Ferry in dock".into(),
            "The ferry will not run.\n\nSubject: this is what she said in the hall.\n\nNobody asked us."
                .into()
        )
    );
    let article = &all[0].article;
    assert_eq!(
        (article.section.as_deref(), article.page.as_deref(), &article.authors[..]),
        (Some("A"), Some("A.1"), &["Ana Brandt".to_owned()][..])
    );
    let (outlet, _, _, body) = shown(&all[1]);
    assert_eq!((&outlet[..], &body[..]), ("Radio Kalvik", "The talks will go on, the minister said."));
    assert!(all[1].notes.iter().any(|n| n.reason.contains("only the abstract")), "{:?}", all[1].notes);
}
