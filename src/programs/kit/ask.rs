//! Questions that a program asks before it does harm.

use super::tool::Tool;

impl Tool {
    /// Asks on standard error and reads a line of standard input; whether it begins with `y`.
    pub(crate) async fn ask(&mut self, question: &str) -> bool {
        let question = format!("{}: {question} ", self.name);
        self.err(&question);
        self.flush().await;
        let mut answer = Vec::new();
        while let Ok(byte) = self.process.read(0, 1).await {
            match byte.first() {
                None | Some(b'\n') => break,
                Some(byte) => answer.push(*byte),
            }
        }
        matches!(answer.first(), Some(b'y' | b'Y'))
    }
}
