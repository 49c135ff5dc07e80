//! `docker stats`: what containers use, drawn anew twice a second. The escape codes of a frame and what an interrupt does
//! are recorded from 28.2.2: with containers named it goes on until the third one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::base::time::{MILLI, SECOND};
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome, daemon_text};
use crate::cli::format::stats::{self, Stats};
use crate::cli::format::{self, text};
use crate::cli::kinds::{SWITCH, TEXT};
use crate::engine::api::{Api, ApiError, Filters, ListOptions};
use crate::os::{Disposition, Either, Process, Sender, Signal, channel, select};

pub(crate) const COMMAND: Command = Command {
    names: &["container stats", "stats"],
    usage: "[OPTIONS] [CONTAINER...]",
    args: Args::AtLeast(0),
    flags: &[&[
        Flag::new("all", 'a', &SWITCH),
        Flag::long("format", &TEXT),
        Flag::long("no-stream", &SWITCH),
        Flag::long("no-trunc", &SWITCH),
    ]],
    flags_first: false,
    examples: &["stats", "stats --no-stream web db"],
    run: |cli| Box::pin(run(cli)),
};

/// Time between frames, in microseconds.
const TICK: u64 = 500 * MILLI;
/// After so long without a sample nothing is known of a container, in microseconds.
const STALE: u64 = 2 * SECOND;

/// A container's place in the table.
struct Entry {
    stats: Stats,
    error: Option<String>,
}

/// What is shown, kept up by a task for each container.
struct Board {
    process: Process,
    api: Rc<dyn Api>,
    stream: bool,
    /// The connections were given up.
    closed: Cell<bool>,
    entries: RefCell<Vec<Entry>>,
}

impl Board {
    /// Adds a container, unless it is there, and starts following it; `first` hears of the first sample.
    fn add(self: &Rc<Self>, name: &str, first: Sender<()>) {
        let stats = Stats { container: name.to_owned(), ..Stats::default() };
        {
            let mut entries = self.entries.borrow_mut();
            if entries.iter().any(|entry| entry.stats.container == name) {
                return;
            }
            entries.push(Entry { stats, error: None });
        }
        let (board, name) = (Rc::clone(self), name.to_owned());
        self.process.thread(async move { board.follow(&name, first).await });
    }

    fn remove(&self, name: &str) {
        self.entries.borrow_mut().retain(|entry| entry.stats.container != name);
    }

    async fn follow(&self, name: &str, first: Sender<()>) {
        let samples = self.api.container_stats(name, self.stream).await;
        let mut samples = match samples {
            Ok(samples) => samples,
            Err(error) => {
                self.fail(name, &error);
                first.send(());
                return;
            }
        };
        loop {
            match select(samples.recv(), self.process.sleep(STALE)).await {
                Either::Left(Some(sample)) => self.update(name, Stats::of_sample(name, &sample)),
                Either::Left(None) => {
                    self.invalidate(|container| container == name);
                    first.send(());
                    return;
                }
                Either::Right(()) => {
                    let empty = Stats { container: name.to_owned(), invalid: true, ..Stats::default() };
                    self.update(name, empty);
                }
            }
            first.send(());
            if !self.stream {
                return;
            }
        }
    }

    fn update(&self, name: &str, stats: Stats) {
        if self.closed.get() {
            return;
        }
        if let Some(entry) = self.entries.borrow_mut().iter_mut().find(|entry| entry.stats.container == name) {
            *entry = Entry { stats, error: None };
        }
    }

    fn fail(&self, name: &str, error: &ApiError) {
        if let Some(entry) = self.entries.borrow_mut().iter_mut().find(|entry| entry.stats.container == name) {
            entry.error = Some(daemon_text(error));
            entry.stats.invalid = true;
        }
    }

    fn invalidate(&self, which: impl Fn(&str) -> bool) {
        for entry in self.entries.borrow_mut().iter_mut().filter(|entry| which(&entry.stats.container)) {
            entry.stats.invalid = true;
        }
    }
}

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let api = cli.api("Get v1.50/containers/stats")?;
    let (stream, every) = (!values.switch("no-stream"), cli.args().is_empty());
    let entries = RefCell::default();
    let board = Rc::new(Board {
        process: cli.process().clone(),
        api: Rc::clone(&api),
        stream,
        closed: Cell::default(),
        entries,
    });
    let (first, mut ready) = channel(cli.process().kernel());
    let mut names: Vec<String> = cli.args().to_vec();
    if every {
        let all = values.switch("all");
        watch(&cli, &board, all, first.clone()).await?;
        let list = api.container_list(ListOptions { all, ..ListOptions::default() }).await?;
        names = list.iter().map(|container| text::short_id(&container.id).to_owned()).collect();
    }
    for name in &names {
        board.add(name, first.clone());
    }
    for _ in &names {
        ready.recv().await;
    }
    // The tasks must never wait for somebody to listen.
    drop(ready);
    if !every {
        let errors: Vec<String> = board.entries.borrow().iter().filter_map(|entry| entry.error.clone()).collect();
        crate::cli::failure::join(&errors)?;
    }
    if stream {
        draw(&cli, &board, every).await
    } else {
        cli.out(&table(&cli, &board)?).await;
        Ok(())
    }
}

/// Follows what starts and ends when no containers are named.
async fn watch(cli: &Cli, board: &Rc<Board>, all: bool, first: Sender<()>) -> Outcome {
    let filters: Filters = vec![("type".to_owned(), vec!["container".to_owned()])];
    let mut events = board.api.events(None, None, filters).await?;
    let board = Rc::clone(board);
    cli.process().thread(async move {
        while let Some(event) = events.recv().await {
            let name = text::short_id(&event.actor.id);
            match event.action.as_str() {
                "create" if all => board.add(name, first.clone()),
                "start" => board.add(name, first.clone()),
                "die" if !all => board.remove(name),
                _ => {}
            }
        }
    });
    Ok(())
}

/// The table as it stands.
fn table(cli: &Cli, board: &Board) -> Outcome<String> {
    let asked = match (cli.values().text("format"), cli.config().text("statsFormat")) {
        ("", "") => "table",
        ("", own) => own,
        (typed, _) => typed,
    };
    let short = !cli.values().switch("no-trunc");
    let rows = board.entries.borrow().iter().map(|entry| entry.stats.row(short)).collect();
    format::write(stats::format(asked), stats::HEADINGS, rows)
}

/// Draws frame after frame.
async fn draw(cli: &Cli, board: &Board, every: bool) -> Outcome {
    let process = cli.process();
    for signal in [Signal::INT, Signal::TERM] {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let (mut due, mut interrupts, mut leaving) = (cli.now().plus(TICK), 0, None);
    loop {
        match select(process.sleep(due.since(cli.now())), process.next_signal()).await {
            Either::Left(()) => {
                due = due.plus(TICK);
                let frame = format!("\x1b[H{}", table(cli, board)?);
                let cleared = frame.replace('\n', " \x1b[K\n");
                if process.write(1, format!("{frame}{cleared} \x1b[K\n\x1b[J").as_bytes()).await.is_err() {
                    return Ok(());
                }
                if let Some(code) = leaving {
                    return Err(Failure::silent(code));
                }
            }
            Either::Right(signal) => {
                interrupts += 1;
                if interrupts == 3 {
                    return Err("\ngot 3 SIGTERM/SIGINTs, forcefully exiting".into());
                }
                board.closed.set(true);
                board.invalidate(|_| true);
                leaving = every.then_some(if signal == Signal::TERM { 143 } else { 130 });
            }
        }
    }
}
