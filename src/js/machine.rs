//! What boa asks of its host, and the state that the kernel's functions share: effects, jobs, sources, the clock.
//!
//! One `Machine` belongs to one context; the kernel finds it again as the context's module loader.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use boa_engine::builtins::error::Error;
use boa_engine::builtins::promise::{OperationType, PromiseState};
use boa_engine::context::HostHooks;
use boa_engine::context::time::{Clock, JsInstant};
use boa_engine::job::{Job, JobCallback, JobExecutor};
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::realm::Realm;
use boa_engine::{Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, Module, js_string};

use crate::programs::js_runtime::{HostCall, HostReply, JsEffect, JsHost};

/// A text that was compiled, for error messages that quote it.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// The text as the learner sees it.
    pub(super) text: Rc<str>,
    /// Lines put before it when it was compiled.
    pub(super) shift: u32,
}

/// The state of one VM outside of its heap.
pub(super) struct Machine {
    pub(super) host: Rc<dyn JsHost>,
    effects: RefCell<Vec<JsEffect>>,
    /// Events not yet looked at, as JSON.
    pub(super) inbox: RefCell<VecDeque<String>>,
    jobs: RefCell<VecDeque<Job>>,
    /// What was compiled, by path.
    pub(super) texts: RefCell<BTreeMap<String, Text>>,
    /// ES modules by path.
    pub(super) modules: RefCell<BTreeMap<String, Module>>,
    /// Promises rejected without a handler (`true`) or handled later (`false`), since the library last asked.
    pub(super) rejections: RefCell<Vec<(JsObject, bool)>>,
    /// A function that throws: its error carries the stack at that point.
    pub(super) thrower: RefCell<Option<JsFunction>>,
    /// The library's entry points.
    pub(super) hooks: RefCell<Option<JsObject>>,
    /// What was thrown and nobody caught, until the library asks for it.
    pub(super) failure: RefCell<Option<JsError>>,
    /// The process has said that it ends.
    over: Cell<bool>,
    /// Nothing runs: the VM waits for an event.
    pub(super) idle: Cell<bool>,
    /// Computing time of this turn, and the part of it not yet told.
    spent_us: Cell<u64>,
    untold_us: Cell<u64>,
    /// How often the clock was read in this turn.
    looks: Cell<u32>,
    /// The major release that the process is.
    pub(super) release: Cell<u32>,
    /// Generator state of `Math.random`, seeded by the host at first use.
    pub(super) dice: Cell<Option<[u64; 2]>>,
}

/// So many looks at the clock in a turn are free; then each costs, so that a loop that waits for the time to pass ends.
const FREE_LOOKS: u32 = 64;
const LOOK_US: u64 = 40;

impl Machine {
    pub(super) fn new(host: Rc<dyn JsHost>) -> Self {
        Self {
            host,
            effects: RefCell::default(),
            inbox: RefCell::default(),
            jobs: RefCell::default(),
            texts: RefCell::default(),
            modules: RefCell::default(),
            rejections: RefCell::default(),
            thrower: RefCell::default(),
            hooks: RefCell::default(),
            failure: RefCell::default(),
            over: Cell::new(false),
            idle: Cell::new(false),
            spent_us: Cell::new(0),
            untold_us: Cell::new(0),
            looks: Cell::new(0),
            release: Cell::new(26),
            dice: Cell::new(None),
        }
    }

    /// The machine that a context belongs to.
    pub(super) fn of(context: &Context) -> Option<Rc<Self>> {
        context.downcast_module_loader::<Self>()
    }

    /// Whether the process has ended; nothing that it does counts any more.
    pub(super) fn is_over(&self) -> bool {
        self.over.get()
    }

    /// Adds an effect, after the computing time before it.
    pub(super) fn emit(&self, effect: JsEffect) {
        if self.over.get() {
            return;
        }
        let us = self.untold_us.take();
        let mut effects = self.effects.borrow_mut();
        if us > 0 {
            effects.push(JsEffect::Spend { us });
        }
        match (effects.last_mut(), effect) {
            (Some(JsEffect::Write { fd: old, bytes }), JsEffect::Write { fd, bytes: more }) if *old == fd => {
                bytes.0.extend(more.0);
            }
            (_, effect) => {
                if matches!(effect, JsEffect::Exit { .. } | JsEffect::Die { .. } | JsEffect::Busy) {
                    self.over.set(true);
                }
                effects.push(effect);
            }
        }
    }

    /// Ends a turn: what it wanted.
    pub(super) fn take_effects(&self) -> Vec<JsEffect> {
        let us = self.untold_us.take();
        let mut effects = self.effects.take();
        if us > 0 && !self.over.get() {
            effects.push(JsEffect::Spend { us });
        }
        self.spent_us.set(0);
        self.looks.set(0);
        effects
    }

    /// Lets computing time pass.
    pub(super) fn spend(&self, us: u64) {
        self.spent_us.set(self.spent_us.get() + us);
        self.untold_us.set(self.untold_us.get() + us);
    }

    /// Microseconds since the Unix epoch.
    pub(super) fn now_us(&self) -> i64 {
        let looks = self.looks.get() + 1;
        self.looks.set(looks);
        if looks > FREE_LOOKS {
            self.spend(LOOK_US);
        }
        let now = match self.host.call(&HostCall::Now) {
            HostReply::Number(us) => us,
            _ => 0,
        };
        now + self.spent_us.get() as i64
    }

    /// Takes the rejections that nobody handled, once no job is left that might.
    pub(super) fn take_rejections(&self) -> Vec<(JsObject, bool)> {
        if self.jobs.borrow().is_empty() { self.rejections.take() } else { Vec::new() }
    }

    /// Takes the next job, if one waits.
    pub(super) fn next_job(&self) -> Option<Job> {
        self.jobs.borrow_mut().pop_front()
    }

    /// Runs one job.
    pub(super) fn run_job(job: Job, context: &mut Context) -> JsResult<()> {
        match job {
            Job::PromiseJob(job) => job.call(context).map(drop),
            Job::GenericJob(job) => job.call(context).map(drop),
            Job::TimeoutJob(job) => job.call(context).map(drop),
            Job::AsyncJob(job) => {
                // Everything that the host does is done at once, so one poll is enough.
                let cell = RefCell::new(context);
                let mut future = std::pin::pin!(job.call(&cell));
                let mut waker = std::task::Context::from_waker(std::task::Waker::noop());
                match future.as_mut().poll(&mut waker) {
                    std::task::Poll::Ready(result) => result.map(drop),
                    std::task::Poll::Pending => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

impl HostHooks for Machine {
    /// boa tells of every rejection of a promise, also where a handler waits already; that handler being called with the
    /// reason is what shows it.
    fn call_job_callback(
        &self,
        job: JobCallback,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        if let Some(argument) = args.first() {
            self.rejections.borrow_mut().retain(|(promise, open)| {
                !*open || !reason_of(promise).is_some_and(|reason| JsValue::same_value(&reason, argument))
            });
        }
        // A handler of what boa itself threw sees V8's words: looking at the stack puts them there.
        if let Some(object) = args.first().and_then(JsValue::as_object)
            && object.is::<Error>()
            && !object.has_own_property(js_string!("stack"), context).unwrap_or(true)
        {
            let _ = object.get(js_string!("stack"), context);
        }
        // boa would panic on its own limits here, where an error becomes a value.
        job.callback().call(this, args, context).or_else(|error| match error.as_native() {
            Some(native) if native.is_runtime_limit() && native.message().contains("loop") => {
                self.emit(JsEffect::Busy);
                Ok(JsValue::undefined())
            }
            Some(native) if native.is_runtime_limit() => Err(too_deep()),
            _ => Err(error),
        })
    }

    fn ensure_can_compile_strings(
        &self,
        _realm: Realm,
        _parameters: &[JsString],
        body: &JsString,
        _direct: bool,
        _context: &mut Context,
    ) -> JsResult<()> {
        check_depth(&body.to_std_string_lossy())
    }

    fn promise_rejection_tracker(&self, promise: &JsObject, operation: OperationType, _context: &mut Context) {
        let mut list = self.rejections.borrow_mut();
        if matches!(operation, OperationType::Reject) {
            list.push((promise.clone(), true));
        } else if let Some(at) = list.iter().position(|(known, open)| *open && JsObject::equals(known, promise)) {
            list.remove(at);
        } else {
            list.push((promise.clone(), false));
        }
    }

    fn local_timezone_offset_seconds(&self, _unix_time_seconds: i64) -> i32 {
        0
    }

    fn max_buffer_size(&self, _context: &mut Context) -> u64 {
        256 << 20
    }
}

/// V8's error for calls within calls without end.
fn too_deep() -> JsError {
    JsNativeError::range().with_message("Maximum call stack size exceeded").into()
}

/// Refuses a program that is nested so deeply that boa's parser or compiler would use up the host's stack: in brackets,
/// or by operators of one statement.
pub(super) fn check_depth(source: &str) -> JsResult<()> {
    let (mut depth, mut operators) = (0u32, 0u32);
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'+' | b'-' | b'!' | b'~' | b'?' | b'>' | b'*' | b'=' => operators += 1,
            b';' | b'\n' | b',' => operators = 0,
            _ => {}
        }
        if depth > 200 || operators > 600 {
            return Err(too_deep());
        }
    }
    Ok(())
}

/// Why a promise was rejected.
fn reason_of(promise: &JsObject) -> Option<JsValue> {
    match JsPromise::from_object(promise.clone()).ok()?.state() {
        PromiseState::Rejected(reason) => Some(reason),
        _ => None,
    }
}

impl Clock for Machine {
    fn now(&self) -> JsInstant {
        let us = self.now_us().max(0) as u64;
        JsInstant::new(us / 1_000_000, (us % 1_000_000) as u32 * 1000)
    }
}

impl JobExecutor for Machine {
    fn enqueue_job(self: Rc<Self>, job: Job, _context: &mut Context) {
        self.jobs.borrow_mut().push_back(job);
    }

    fn run_jobs(self: Rc<Self>, context: &mut Context) -> JsResult<()> {
        while let Some(job) = self.next_job() {
            Self::run_job(job, context)?;
        }
        Ok(())
    }
}
