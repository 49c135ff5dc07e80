//! Channels between kernel services and programs: how an engine's answers reach a client piece by piece. Unbounded; they
//! carry values, not bytes.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::executor::WaitKey;
use super::kernel::Kernel;

struct Shared<T> {
    queue: VecDeque<T>,
    senders: u32,
    receiver_gone: bool,
}

/// The sending end; the channel closes when the last one is dropped.
pub struct Sender<T> {
    kernel: Kernel,
    key: WaitKey,
    shared: Rc<RefCell<Shared<T>>>,
}

/// The receiving end.
pub struct Receiver<T> {
    kernel: Kernel,
    key: WaitKey,
    shared: Rc<RefCell<Shared<T>>>,
}

/// Makes a channel.
pub fn channel<T>(kernel: &Kernel) -> (Sender<T>, Receiver<T>) {
    let key = WaitKey::Channel(kernel.fresh_number());
    let shared = Rc::new(RefCell::new(Shared { queue: VecDeque::new(), senders: 1, receiver_gone: false }));
    let sender = Sender { kernel: kernel.clone(), key, shared: Rc::clone(&shared) };
    (sender, Receiver { kernel: kernel.clone(), key, shared })
}

impl<T> Sender<T> {
    /// Sends a value; false when nobody will receive it.
    pub fn send(&self, value: T) -> bool {
        {
            let mut shared = self.shared.borrow_mut();
            if shared.receiver_gone {
                return false;
            }
            shared.queue.push_back(value);
        }
        self.kernel.notify(self.key);
        true
    }

    /// Whether the receiver was dropped.
    pub fn is_closed(&self) -> bool {
        self.shared.borrow().receiver_gone
    }

    /// Waits until the receiver is dropped.
    pub async fn closed(&self) {
        while !self.is_closed() {
            self.kernel.wait_for(&[self.key]).await;
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.borrow_mut().senders += 1;
        Self { kernel: self.kernel.clone(), key: self.key, shared: Rc::clone(&self.shared) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.borrow_mut().senders -= 1;
        self.kernel.notify(self.key);
    }
}

impl<T> Receiver<T> {
    /// The next value; `None` when all senders are gone and the channel is empty.
    pub async fn recv(&mut self) -> Option<T> {
        loop {
            {
                let mut shared = self.shared.borrow_mut();
                if let Some(value) = shared.queue.pop_front() {
                    return Some(value);
                }
                if shared.senders == 0 {
                    return None;
                }
            }
            self.kernel.wait_for(&[self.key]).await;
        }
    }

    /// The next value if it is there already.
    pub fn try_recv(&mut self) -> Option<T> {
        self.shared.borrow_mut().queue.pop_front()
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.shared.borrow_mut().receiver_gone = true;
        self.kernel.notify(self.key);
    }
}
