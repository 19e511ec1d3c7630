//! The commands that have to do with an archive.

#[cfg(feature = "export")]
use super::ExportFlags;
#[cfg(feature = "workbench")]
use super::ServeFlags;
use super::{
    ActorsListFlags, ActorsTableFlags, AddFlags, AgreementFlags, CheckFlags, CodeFlags, CodebookCommand,
    CodersCommand, CodesCommand, CorrectFlags, CorrectionsCommand, DuplicatesFlags, EventsFlags, FindFlags,
    MergeArchivesFlags, MergeFlags, PositionsFlags, RemoveFlags, RereadFlags, SayingsFlags, SettleFlags,
    SplitFlags, WordingCommand,
};
use clap::Subcommand;

/// What can be done with an archive.
#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Read articles into an archive.
    #[command(after_long_help = super::archive::add_examples())]
    Add(AddFlags),
    /// See that nothing in an archive has been harmed, and count what it holds.
    #[command(after_long_help = "Example:\n  onrecord check --archive news.db --format json")]
    Check(CheckFlags),
    /// Ask an archive for events: who did what to whom, each once with all the articles that tell of it.
    #[command(after_long_help = super::archive::events_examples())]
    Events(EventsFlags),
    /// Find statements in an archive.
    #[command(after_long_help = super::archive::find_examples())]
    Find(FindFlags),
    /// Say what is right where the reading of an archive is wrong, or what is told of an article.
    #[command(after_long_help = super::corrections::correct_examples())]
    Correct(CorrectFlags),
    /// List, undo, export and compare the corrections of an archive.
    #[command(subcommand, after_long_help = super::corrections::corrections_examples())]
    Corrections(CorrectionsCommand),
    /// The concepts and variables that an archive is coded by.
    #[command(subcommand, after_long_help = super::coding::codebook_examples())]
    Codebook(CodebookCommand),
    /// Code a statement, an event, an article or an actor by the codebook, or write a memo on it.
    #[command(after_long_help = super::coding::code_examples())]
    Code(CodeFlags),
    /// List codes and take them back.
    #[command(
        subcommand,
        after_long_help = "Examples:\n  onrecord codes list --archive news.db --format csv\n  onrecord codes undo 12 --archive news.db"
    )]
    Codes(CodesCommand),
    /// Who codes: names, shares of articles, progress.
    #[command(subcommand, after_long_help = super::coding::coders_examples())]
    Coders(CodersCommand),
    /// How far coders agree, variable by variable: Krippendorff's alpha; or what they differ in.
    #[command(after_long_help = super::coding::agreement_examples())]
    Agreement(AgreementFlags),
    /// Settle what coders differ in: one of them is right.
    #[command(after_long_help = super::coding::agreement_examples())]
    Settle(SettleFlags),
    /// Take over what others coded and corrected in another archive.
    #[command(after_long_help = "Example:\n  onrecord merge ben.db --archive news.db")]
    Merge(MergeArchivesFlags),
    /// Take articles out of an archive with all that came of them, which is told first.
    #[command(
        after_long_help = "Examples:\n  onrecord remove news/7.txt --archive news.db\n  onrecord remove --query 'outlet:\"The Skerry Post\"' --dry-run --archive news.db\n  onrecord remove --log --archive news.db"
    )]
    Remove(RemoveFlags),
    /// Read the articles of an archive again, with this reader; corrections stay in force.
    #[command(after_long_help = "Example:\n  onrecord reread --archive news.db")]
    Reread(RereadFlags),
    #[cfg(feature = "export")]
    /// Write an archive, or the statements that a query wants, for other programs.
    #[command(after_long_help = super::lake::examples())]
    Export(ExportFlags),
    /// Show which side each actor takes on an issue, in the order of time, with changes and contradictions.
    #[command(after_long_help = super::archive::positions_examples())]
    Positions(PositionsFlags),
    /// Show how outlets name things, by which verbs they report, what they put in scare quotes and whom they let speak.
    #[command(subcommand, after_long_help = super::wording::examples())]
    Wording(WordingCommand),
    /// List the reports that several articles carry: one agency text in many papers is one voice.
    #[command(after_long_help = super::archive::duplicates_examples())]
    Duplicates(DuplicatesFlags),
    /// List what several articles have one and the same person say, and how the words changed on the way.
    #[command(after_long_help = super::archive::sayings_examples())]
    Sayings(SayingsFlags),
    #[cfg(feature = "workbench")]
    /// Look at an archive in a browser, and correct it there.
    #[command(after_long_help = super::serve::examples())]
    Serve(ServeFlags),
}

/// What can be done with the actors of an archive.
#[derive(Debug, Subcommand)]
pub enum ArchiveActorsCommand {
    /// List the actors of an archive, those who speak most first, or search them by their names.
    #[command(
        after_long_help = "Examples:\n  onrecord actors list --archive news.db\n  onrecord actors list Kurd --archive news.db                  whose names have a word that begins so\n  onrecord actors list Holm --archive news.db --format csv\n  onrecord actors list --order last --archive news.db          who spoke last"
    )]
    List(ActorsListFlags),
    /// Put a table of your own on speakers (party, gender, role, anything) beside an archive, or show it.
    ///
    /// It joins every table, network and file that is exported; `speaker.party:Labour` asks for it, and
    /// `--count-by speaker.party` counts by it. A table given again takes the place of the one before.
    #[command(
        after_long_help = "Examples:\n  onrecord actors table speakers.csv --archive news.db\n  onrecord find speaker.party:Labour --archive news.db\n  onrecord find --count-by speaker.party --archive news.db"
    )]
    Table(ActorsTableFlags),
    /// Say that two actors of an archive are one.
    #[command(after_long_help = "Example:\n  onrecord actors merge 'M. Holm' 'Marit Holm' --archive news.db")]
    Merge(MergeFlags),
    /// Say that in some articles of an archive, or in single statements, an actor is another one of the same name.
    #[command(
        after_long_help = "Examples:\n  onrecord actors split 'John Smith' 'John Smith (economist)' /news/7.txt --archive news.db\n  onrecord actors split 'John Smith' 'John Smith (economist)' '/news/8.txt#s3' --archive news.db"
    )]
    Split(SplitFlags),
}
