//! Lines of a stream, each of bounded length.

use std::io::{self, BufRead, Read};

/// What came of reading a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The stream is at its end.
    End,
    /// The buffer holds the line, with its end where it has one.
    Whole,
    /// The line was longer than allowed, and was passed over; its length.
    TooLong(u64),
}

/// Reads the next line into the buffer, which never grows past the limit.
pub(super) fn read_line(stream: &mut impl BufRead, buffer: &mut Vec<u8>, limit: u64) -> io::Result<Line> {
    buffer.clear();
    let mut length = 0_u64;
    loop {
        let available = match stream.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            break;
        }
        let end = available.iter().position(|&b| b == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(available.len());
        length += taken as u64;
        if length <= limit {
            buffer.extend_from_slice(&available[..taken]);
        }
        stream.consume(taken);
        if end.is_some() {
            break;
        }
    }
    Ok(match length {
        0 => Line::End,
        n if n > limit => Line::TooLong(n),
        _ => Line::Whole,
    })
}

/// A stream that knows how far it is.
pub(super) struct Counted<R> {
    pub inner: R,
    pub at: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.at += n as u64;
        self.inner.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let mut stream = &b"ab\nabcdefgh\nc"[..];
        let mut buffer = Vec::new();
        assert_eq!(read_line(&mut stream, &mut buffer, 4).unwrap(), Line::Whole);
        assert_eq!(buffer, b"ab\n");
        assert_eq!(read_line(&mut stream, &mut buffer, 4).unwrap(), Line::TooLong(9));
        assert_eq!(read_line(&mut stream, &mut buffer, 4).unwrap(), Line::Whole);
        assert_eq!(buffer, b"c");
        assert_eq!(read_line(&mut stream, &mut buffer, 4).unwrap(), Line::End);
    }
}
