//! One JavaScript process: the context inside of its future, and how a turn moves it.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as Waiting, Poll, Waker};

use boa_engine::{Context, JsError, JsResult, JsValue, Script, Source, js_string};

use super::machine::Machine;
use super::{errors, kernel, library};
use crate::programs::js_runtime::{JsEffect, JsEvent, JsHost, JsVm};

/// Work in boa's units that one turn may do before it asks for [`JsEffect::More`].
const SLICE: u32 = 1_000_000;
/// Simulated time of such a slice.
const SLICE_US: u64 = 2_000;
/// After so many slices without coming to rest, the code counts as an endless loop.
const PATIENCE: u32 = 400;
/// Callbacks and promise jobs that one turn runs before it asks for more.
const CALLBACKS: u32 = 20_000;
/// Calls within calls; more than boa's host stack could hold would end the host.
const DEPTH: usize = 900;
/// Iterations of one loop inside of a callback that boa calls itself, where slices do not reach.
const LOOPS: u64 = 30_000_000;

/// A process.
pub(super) struct Vm {
    machine: Rc<Machine>,
    life: Option<Pin<Box<dyn Future<Output = ()>>>>,
    slices: u32,
}

impl Vm {
    pub(super) fn new(host: Rc<dyn JsHost>) -> Self {
        let machine = Rc::new(Machine::new(host));
        Self { life: Some(Box::pin(live(Rc::clone(&machine)))), machine, slices: 0 }
    }

    fn advance(&mut self) {
        let Some(life) = &mut self.life else { return };
        let mut waiting = Waiting::from_waker(Waker::noop());
        // boa panics where its limit on calls strikes while it makes a promise. Its heap is left as it is then.
        let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| life.as_mut().poll(&mut waiting)));
        let Ok(polled) = polled else {
            std::mem::forget(self.life.take());
            let text = "drydock: the JavaScript engine gave up, most likely on calls without end\n";
            self.machine.emit(JsEffect::Write { fd: 2, bytes: text.into() });
            return self.machine.emit(JsEffect::Exit { code: 134 });
        };
        let ended = polled.is_ready();
        if ended || self.machine.is_over() {
            self.life = None;
        } else if self.machine.idle.get() {
            self.slices = 0;
        } else {
            self.slices += 1;
            self.machine.spend(SLICE_US);
            self.machine.emit(if self.slices > PATIENCE { JsEffect::Busy } else { JsEffect::More });
            if self.machine.is_over() {
                self.life = None;
            }
        }
    }
}

impl JsVm for Vm {
    fn turn(&mut self, event: &str) -> String {
        let Ok(typed) = serde_json::from_str::<JsEvent>(event) else { return "[]".to_owned() };
        if self.life.is_none() {
            return "[]".to_owned();
        }
        if let JsEvent::Start(start) = &typed {
            let major = start.version.split('.').next().and_then(|major| major.parse().ok());
            self.machine.release.set(major.unwrap_or(26));
        }
        if !matches!(typed, JsEvent::Continue) {
            self.machine.inbox.borrow_mut().push_back(event.to_owned());
        }
        self.advance();
        serde_json::to_string(&self.machine.take_effects()).unwrap_or_else(|_| "[]".to_owned())
    }
}

/// Gives the turn back, once.
struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Waiting<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Waits for an event.
struct Event<'a>(&'a Machine);

impl Future for Event<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Waiting<'_>) -> Poll<()> {
        let waits = self.0.inbox.borrow().is_empty();
        self.0.idle.set(waits);
        if waits { Poll::Pending } else { Poll::Ready(()) }
    }
}

/// The library's entry points, as scripts so that they can be run in slices.
struct Entries {
    step: Script,
    ticks: Script,
    rest: Script,
    failed: Script,
}

fn context(machine: &Rc<Machine>) -> JsResult<Context> {
    let mut context = Context::builder()
        .host_hooks(Rc::clone(machine))
        .clock(Rc::clone(machine))
        .job_executor(Rc::clone(machine))
        .module_loader(Rc::clone(machine))
        .build()?;
    let limits = context.runtime_limits_mut();
    limits.set_recursion_limit(DEPTH);
    limits.set_stack_size_limit(DEPTH * 100);
    limits.set_loop_iteration_limit(LOOPS);
    limits.set_backtrace_limit(80);
    Ok(context)
}

fn boot(machine: &Machine, context: &mut Context) -> JsResult<Entries> {
    errors::install(machine, context)?;
    let kernel = kernel::object(context)?;
    // Scripts that a native function evaluates run in the scope of whoever called it, so the library calls such
    // functions through one that has none of its own.
    let clean = Script::parse(Source::from_bytes("(function(f,a,b,c){return f(a,b,c)})"), None, context)?;
    let clean = clean.evaluate(context)?;
    kernel.create_data_property_or_throw(js_string!("clean"), clean, context)?;
    let start = library::compile("boot", context)?;
    let hooks = start.call(&JsValue::undefined(), &[kernel.into()], context)?;
    let Some(hooks) = hooks.as_object() else { return Err(JsError::from_opaque(JsValue::undefined())) };
    context.global_object().set(js_string!("%"), hooks.clone(), true, context)?;
    let global = context.global_object();
    let descriptor = boa_engine::property::PropertyDescriptor::builder()
        .value(hooks.clone())
        .enumerable(false)
        .configurable(false)
        .writable(false);
    global.define_property_or_throw(js_string!("%"), descriptor, context)?;
    *machine.hooks.borrow_mut() = Some(hooks.clone());
    let mut entry = |name: &str| Script::parse(Source::from_bytes(&format!("globalThis['%'].{name}()")), None, context);
    Ok(Entries { step: entry("step")?, ticks: entry("ticks")?, rest: entry("rest")?, failed: entry("failed")? })
}

async fn live(machine: Rc<Machine>) {
    let started =
        context(&machine).and_then(|mut context| boot(&machine, &mut context).map(|entries| (context, entries)));
    let (mut context, entries) = match started {
        Ok(started) => started,
        Err(error) => {
            let text = format!("drydock: the JavaScript library does not start: {error}\n");
            machine.emit(JsEffect::Write { fd: 2, bytes: text.as_str().into() });
            machine.emit(JsEffect::Exit { code: 134 });
            return;
        }
    };
    let mut process = Process { machine, entries, callbacks: 0 };
    while !process.machine.is_over() {
        Event(&process.machine).await;
        process.callbacks = 0;
        loop {
            while process.run(Entry::Step, &mut context).await {
                process.drain(&mut context).await;
            }
            if process.machine.is_over() {
                return;
            }
            process.drain(&mut context).await;
            if !process.run(Entry::Rest, &mut context).await {
                break;
            }
            process.drain(&mut context).await;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Step,
    Ticks,
    Rest,
    Failed,
}

struct Process {
    machine: Rc<Machine>,
    entries: Entries,
    callbacks: u32,
}

impl Process {
    /// Counts a callback; every so often the turn is given back.
    async fn count(&mut self) {
        self.callbacks += 1;
        if self.callbacks > CALLBACKS {
            self.callbacks = 0;
            Pause(false).await;
        }
    }

    /// Runs an entry point; whether it wants to be run again. What nobody catches goes to the library.
    async fn run(&mut self, entry: Entry, context: &mut Context) -> bool {
        self.count().await;
        let script = match entry {
            Entry::Step => &self.entries.step,
            Entry::Ticks => &self.entries.ticks,
            Entry::Rest => &self.entries.rest,
            Entry::Failed => &self.entries.failed,
        };
        if self.machine.is_over() {
            return false;
        }
        let result = script.evaluate_async_with_budget(context, SLICE).await;
        if self.machine.is_over() {
            return false;
        }
        match result {
            Ok(value) => value.to_boolean(),
            Err(error) if entry == Entry::Failed => {
                let text = format!("{error}\n");
                self.machine.emit(JsEffect::Write { fd: 2, bytes: text.as_str().into() });
                self.machine.emit(JsEffect::Exit { code: 7 });
                false
            }
            Err(error) => {
                self.fail(error, context).await;
                !self.machine.is_over()
            }
        }
    }

    async fn fail(&mut self, error: JsError, context: &mut Context) {
        if errors::is_endless(&error) {
            self.machine.emit(JsEffect::Busy);
            return;
        }
        *self.machine.failure.borrow_mut() = Some(error);
        Box::pin(self.run(Entry::Failed, context)).await;
    }

    /// Runs what `process.nextTick` and promises have queued, until nothing is left.
    async fn drain(&mut self, context: &mut Context) {
        while !self.machine.is_over() {
            if self.run(Entry::Ticks, context).await {
                continue;
            }
            let mut any = false;
            while let Some(job) = self.machine.next_job() {
                any = true;
                self.count().await;
                if let Err(error) = Machine::run_job(job, context) {
                    self.fail(error, context).await;
                }
                if self.machine.is_over() {
                    return;
                }
            }
            let open = !self.machine.rejections.borrow().is_empty();
            if !any && !open {
                break;
            }
        }
    }
}
