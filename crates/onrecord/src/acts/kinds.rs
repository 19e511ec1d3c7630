//! The closed list of acts and their groups.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The groups of acts: the five classes of Searle 1976 ("A classification of illocutionary acts"), and reported
/// attitudes, which corpora of attribution annotate beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActGroup {
    /// The speaker commits to something being so.
    Assertive,
    /// The speaker tries to get the hearer to do something.
    Directive,
    /// The speaker takes on a course, or a side.
    Commissive,
    /// The speaker shows a feeling or a judgement.
    Expressive,
    /// Saying it makes it so, by virtue of an office.
    Declarative,
    /// What somebody is said to think, wish or feel, which is no act of speech.
    Mental,
}

/// What somebody is reported to do in saying, or to hold. The division inside the groups follows Bach & Harnish 1979
/// ("Linguistic Communication and Speech Acts") and, for taking sides and judging, Austin 1962 ("How to Do Things with
/// Words"). Definitions, examples and the words that name each act are in `lexicon/en/acts/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Puts something forward as so, without the words telling more about how.
    Say,
    /// Puts weight on something, as more important than the rest or not to be forgotten.
    Stress,
    /// Makes known something that happened or was found out, as news to the hearers.
    Report,
    /// Gives a reason or a cause, or makes something clear that was not.
    Explain,
    /// Holds something to be so in a matter that is open, with reasons or against others.
    Argue,
    /// Puts something forward as so that others contest, or as one's own.
    Claim,
    /// Says what something or somebody is like, or what it amounts to.
    Describe,
    /// States what follows from evidence, an inquiry, a count or a study.
    Conclude,
    /// Puts something forward as possible, or lets it be understood without saying it.
    Suggest,
    /// States what will be.
    Predict,
    /// States that something bad will or may come, so that the hearers be ready or desist.
    Warn,
    /// States that what was said or supposed before is so.
    Confirm,
    /// States something that tells against the speaker, or that the speaker held back.
    Admit,
    /// Says the same as another has said, or settles with others that something is so.
    Agree,
    /// States that what was said or supposed before is not so.
    Deny,
    /// Holds against what another has said without stating that it is false.
    Disagree,
    /// Replies to what was asked or said.
    Answer,
    /// Wants to be told something.
    Ask,
    /// Wants something done or given, and leaves it to the hearer.
    Request,
    /// Wants something done and presses for it, without standing over the hearer.
    Urge,
    /// Wants something done as owed, and admits no refusal.
    Demand,
    /// Wants something done by virtue of authority over the hearer.
    Order,
    /// Puts a course forward as good.
    Recommend,
    /// Bids somebody come or take part.
    Invite,
    /// Binds the speaker, or the speaker's side, to do something the hearer is taken to want.
    Promise,
    /// Says what the speaker is ready to do if the hearer wishes it.
    Offer,
    /// Says that the speaker will do harm, most often if something is not done.
    Threaten,
    /// Says that the speaker will not do something.
    Refuse,
    /// Turns down what another has put forward, or puts a course out of the question.
    Reject,
    /// Takes up what another has put forward.
    Accept,
    /// Takes the side of somebody or something.
    Support,
    /// Takes the side against somebody or something.
    Oppose,
    /// Judges something or somebody bad or wrong.
    Criticise,
    /// Says that somebody has done wrong or is to blame.
    Accuse,
    /// Judges something or somebody good.
    Praise,
    /// Shows gratitude.
    Thank,
    /// Owns a wrong to the one who suffered it and shows regret.
    Apologise,
    /// Shows pleasure at something that has happened or been done.
    Welcome,
    /// Shows pleasure at another's good fortune, or wishes it.
    Congratulate,
    /// Shows grief at a death or a loss, or shares another's.
    Mourn,
    /// Shows that one would rather something had not been.
    Regret,
    /// Shows displeasure at what one has to bear.
    Complain,
    /// Makes a laughing stock of somebody or something.
    Mock,
    /// Brings a state about by saying that it holds.
    Declare,
    /// Decides a case as a court or a referee does.
    Rule,
    /// Makes a rule or a measure binding.
    Decree,
    /// Makes something forbidden.
    Ban,
    /// Makes something permitted.
    Allow,
    /// Puts somebody into an office.
    Appoint,
    /// Takes somebody out of an office, or gives up one's own.
    Dismiss,
    /// Takes something to be so.
    Believe,
    /// Is said to have learnt or understood something that is so.
    Know,
    /// Takes it to be open or unlikely that something is so.
    Doubt,
    /// Would like to know whether or how something is so.
    Wonder,
    /// Takes it that something will be.
    Expect,
    /// Wishes for something that may be.
    Hope,
    /// Takes it that something bad may be, and feels it.
    Fear,
    /// Wishes something to be or to have it.
    Want,
    /// Means to do something, or has settled on it.
    Plan,
    /// Finds something or somebody pleasing, or holds them dear.
    Like,
    /// Finds something or somebody displeasing, or holds them in contempt.
    Dislike,
}
