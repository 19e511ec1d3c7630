//! Shares with how sure they are.

use schemars::JsonSchema;
use serde::Serialize;

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share of a whole, with the 95% interval of Wilson 1927.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The share, from 0 to 1; 0 of nothing.
    pub share: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of it.
    pub high: f64,
}

impl Share {
    /// Of a count and the whole.
    ///
    /// ```
    /// use onrecord_archive::wording::Share;
    ///
    /// let share = Share::new(8, 10);
    /// assert_eq!((share.share, (share.low * 1e3).round(), (share.high * 1e3).round()), (0.8, 490.0, 943.0));
    /// assert_eq!(Share::new(0, 0).high, 1.0);
    /// assert!((1..60).all(|n| Share::new(n, n).high == 1.0 && Share::new(0, n).low == 0.0));
    /// ```
    pub fn new(count: u64, of: u64) -> Share {
        if of == 0 {
            return Share { count, of, share: 0.0, low: 0.0, high: 1.0 };
        }
        let n = of as f64;
        let p = count as f64 / n;
        let z2 = Z * Z;
        let middle = p + z2 / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z2 / n;
        let (low, high) = ((middle - half) / whole, (middle + half) / whole);
        // Where all or none are counted, the last digit may put the share outside.
        Share { count, of, share: p, low: low.clamp(0.0, p), high: high.clamp(p, 1.0) }
    }
}
