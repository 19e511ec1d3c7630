//! `onrecord serve`: the workbench over an archive, in a browser on this machine.

use crate::args::ServeFlags;
use crate::commands::add::{now, stopped_by_user};
use crate::exit::Exit;
use crate::message::{self, Hinted};
use crate::settings::{Model, UsageError};
use onrecord_workbench::{Access, Settings};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

/// Least characters of a password.
const SHORTEST: usize = 12;

/// How long questions that are still asked may take when the server ends.
const LAST: Duration = Duration::from_secs(1);

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("{0} is not an address of this machine alone, and there is no password")]
    Open(IpAddr),
    #[error("{}: {source}", path.display())]
    PasswordFile { path: PathBuf, source: io::Error },
    #[error("{}: its first line has fewer than {SHORTEST} characters", .0.display())]
    Short(PathBuf),
    #[error("{address}: {source}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    #[error("no folder for files that are sent could be made: {0}")]
    Scratch(io::Error),
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error("the server failed: {0}")]
    Failed(io::Error),
    #[error(transparent)]
    Archive(#[from] onrecord_archive::ArchiveError),
}

impl Hinted for ServeError {
    fn hint(&self) -> Option<String> {
        Some(
            match self {
                ServeError::Open(_) => "give one with --password-file, or leave --address out",
                ServeError::PasswordFile { .. } => "check the spelling, and that you may read it",
                ServeError::Short(_) => "put a longer one there: `openssl rand -hex 16` makes one",
                ServeError::Bind { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                    "another program answers there, maybe another `onrecord serve`; give another --port"
                }
                ServeError::Bind { .. } => "give another --port or --address",
                ServeError::Scratch(_) => "see that there is room and leave to write in TMPDIR",
                ServeError::Usage(error) => return error.hint(),
                ServeError::Random(_) | ServeError::Failed(_) => return None,
                ServeError::Archive(error) => return error.hint().map(str::to_owned),
            }
            .to_owned(),
        )
    }
}

/// Serves until the user stops it.
pub fn run(flags: &ServeFlags) -> Exit {
    match try_run(flags) {
        Ok(()) => Exit::AllRead,
        Err(error @ (ServeError::Open(_) | ServeError::Short(_) | ServeError::Usage(_))) => {
            message::usage(&error);
            Exit::Usage
        }
        Err(error) => {
            message::error(&error);
            Exit::NothingRead
        }
    }
}

fn try_run(flags: &ServeFlags) -> Result<(), ServeError> {
    let access = access(flags)?;
    let model = Model::parse(flags.model.clone())?;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(ServeError::Random)?;
    let address = SocketAddr::new(flags.address, flags.port);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let bound = |source| ServeError::Bind { address, source };
    let socket = onrecord_workbench::listen(address).map_err(bound)?;
    let address = socket.local_addr().map_err(bound)?;
    let scratch = Scratch::new(&secret).map_err(ServeError::Scratch)?;
    let router = onrecord_workbench::router(Settings {
        archive: flags.archive.clone(),
        access,
        hosts: hosts(address, &flags.host),
        secret,
        clock: Arc::new(now),
        at_once: flags.at_once.unwrap_or(cores * 2),
        patience: Duration::from_secs(flags.patience.max(1)),
        reader_name: model.reader_name(),
        reader: Arc::new(move || model.load().map_err(|error| error.to_string())),
        fetch: crate::settings::fetch_policy(flags.fetch.clone())?,
        scratch: scratch.path.clone(),
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.min(4))
        .enable_all()
        .build()
        .map_err(ServeError::Failed)?;
    let stopped = stopped_by_user();
    let stop = async move {
        // Ctrl-C arrives on a thread of its own.
        while !stopped.load(SeqCst) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    message::done(&format!("the workbench is at http://{address}/ (Ctrl-C ends it)"));
    let served = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(socket)?;
        onrecord_workbench::serve(listener, router, stop).await
    });
    // Questions that are still asked end with the process.
    runtime.shutdown_timeout(LAST);
    served.map_err(ServeError::Failed)
}

fn access(flags: &ServeFlags) -> Result<Access, ServeError> {
    let Some(path) = &flags.password_file else {
        return match flags.address.is_loopback() {
            true => Ok(Access::Local),
            false => Err(ServeError::Open(flags.address)),
        };
    };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ServeError::PasswordFile { path: path.clone(), source })?;
    let password = text.lines().next().unwrap_or_default().trim();
    if password.chars().count() < SHORTEST {
        return Err(ServeError::Short(path.clone()));
    }
    Ok(Access::Password(password.to_owned()))
}

/// A folder for files that are sent, which only this user may enter; gone with the value.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new(secret: &[u8; 32]) -> io::Result<Scratch> {
        // Nobody can have made it before: the name cannot be guessed.
        let path = std::env::temp_dir().join(format!("onrecord-{}", hex::encode(&secret[..8])));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// What browsers may call this server.
fn hosts(address: SocketAddr, more: &[String]) -> Vec<String> {
    let port = address.port();
    let mut names = vec![match address.ip() {
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    }];
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        names.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
    }
    names.extend(more.iter().map(|name| name.to_lowercase()));
    // A proxy in front answers at a port of its own.
    let with_port = |name: &String| [name.clone(), format!("{name}:{port}")];
    names.iter().flat_map(with_port).collect()
}
