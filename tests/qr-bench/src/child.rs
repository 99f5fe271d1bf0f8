//! rqrr in a process of its own: it can hang, and a thread cannot be ended.

use std::io::{self, Read, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use cpu_time::ThreadTime;

use crate::readers::{Outcome, Reader, read};

/// After this, rqrr is said to hang.
const LIMIT: Duration = Duration::from_secs(10);

/// The argument that makes this program the child.
pub(crate) const ARGUMENT: &str = "--rqrr-child";

pub(crate) struct Child {
    process: std::process::Child,
    input: ChildStdin,
    answers: Receiver<(f64, Vec<Vec<u8>>)>,
}

impl Child {
    fn start() -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
        let input = process.stdin.take().ok_or_else(missing)?;
        let mut output = process.stdout.take().ok_or_else(missing)?;
        let (sender, answers) = channel();
        thread::spawn(move || {
            while let Ok(answer) = read_answer(&mut output) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        });
        Ok(Self { process, input, answers })
    }

    /// Asks the child in `slot`, starting one if need be; ends it if it does not answer.
    pub(crate) fn ask(
        slot: &mut Option<Self>,
        luma: &[u8],
        width: usize,
        height: usize,
    ) -> Outcome {
        let broke = Outcome { texts: Vec::new(), ms: LIMIT.as_secs_f64() * 1e3, broke: true };
        if slot.is_none() {
            *slot = Self::start().ok();
        }
        let Some(child) = slot else { return broke };
        let sent = child
            .input
            .write_all(&(width as u32).to_le_bytes())
            .and_then(|()| child.input.write_all(&(height as u32).to_le_bytes()))
            .and_then(|()| child.input.write_all(luma))
            .and_then(|()| child.input.flush());
        if sent.is_ok()
            && let Ok((ms, texts)) = child.answers.recv_timeout(LIMIT)
        {
            return Outcome { texts, ms: ms.max(0.0), broke: ms < 0.0 };
        }
        // The child is ours and does not answer; nothing is lost with it.
        drop(child.process.kill());
        drop(child.process.wait());
        *slot = None;
        broke
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn read_answer(output: &mut impl Read) -> io::Result<(f64, Vec<Vec<u8>>)> {
    let mut ms = [0; 8];
    output.read_exact(&mut ms)?;
    let count = read_number(output)?;
    let mut texts = Vec::new();
    for _ in 0..count {
        let mut text = vec![0; read_number(output)? as usize];
        output.read_exact(&mut text)?;
        texts.push(text);
    }
    Ok((f64::from_le_bytes(ms), texts))
}

fn read_number(input: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// The child's side: frames in, answers out, until the input ends. A negative time is a panic.
pub(crate) fn serve() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while let Ok(width) = read_number(&mut input) {
        let height = read_number(&mut input)?;
        let mut luma = vec![0; width as usize * height as usize];
        input.read_exact(&mut luma)?;
        let start = ThreadTime::now();
        let texts =
            std::panic::catch_unwind(|| read(Reader::Rqrr, &luma, width as usize, height as usize));
        let ms = start.elapsed().as_secs_f64() * 1e3;
        output.write_all(&if texts.is_ok() { ms } else { -1.0 }.to_le_bytes())?;
        let texts = texts.unwrap_or_default();
        output.write_all(&(texts.len() as u32).to_le_bytes())?;
        for text in texts {
            output.write_all(&(text.len() as u32).to_le_bytes())?;
            output.write_all(&text)?;
        }
        output.flush()?;
    }
    Ok(())
}
