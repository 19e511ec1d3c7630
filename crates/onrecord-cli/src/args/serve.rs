//! Flags of `onrecord serve`.

use super::FetchFlags;
use std::net::IpAddr;
use std::path::PathBuf;

/// Flags of `onrecord serve`.
#[derive(Debug, clap::Args)]
pub struct ServeFlags {
    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// The port. 0 takes one that is free.
    #[arg(long, value_name = "N", default_value_t = 8321)]
    pub port: u16,

    /// The address to answer at. Any but one of this machine alone needs a password.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub address: IpAddr,

    /// File with the password that the workbench asks for; its first line counts. `openssl rand -hex 16` makes a good one.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,

    /// A name by which browsers may call this server, besides its address; may be given several times.
    #[arg(long, value_name = "HOST")]
    pub host: Vec<String>,

    /// Questions that are answered at the same time. Twice the cores if not given.
    #[arg(long, value_name = "N")]
    pub at_once: Option<usize>,

    /// Seconds that a question may take before it is stopped.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub patience: u64,

    /// The reader model that reads what is added: `base`, which reads best, `fast`, three times as fast and a little worse, or a folder
    /// with another.
    #[arg(long, value_name = "base|fast|DIR", default_value = "base")]
    pub model: PathBuf,

    #[command(flatten)]
    pub fetch: FetchFlags,
}

/// Examples for the help.
pub fn examples() -> String {
    "Examples:
  onrecord serve --archive news.db                           then open http://127.0.0.1:8321/
  onrecord serve --archive news.db --address 10.0.0.5 --password-file secret.txt --host news.local

The page is for whoever sits at this machine. Without --address nobody else can reach it, and no page of another
site can ask it anything. At another address it speaks HTTP without encryption: put a proxy with TLS before it where
others share the network. Ctrl-C ends it."
        .to_owned()
}
