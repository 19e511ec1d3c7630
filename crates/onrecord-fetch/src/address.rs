//! Which addresses of the network may be connected to.
//!
//! The check is made on the addresses that a name was resolved to, and the connection goes to those very addresses: a
//! name that answers differently the second time gains nothing. Each redirect and each `robots.txt` goes the same way.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Resolves names as the system does, and leaves out what is not on the public internet.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub allow_private: bool,
}

/// A name has none but private addresses.
#[derive(Debug)]
pub(crate) struct OnlyPrivate;

impl fmt::Display for OnlyPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its address is not on the public internet")
    }
}

impl std::error::Error for OnlyPrivate {}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = DefaultResolver::default().resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(all);
        }
        let mut public = self.empty();
        for address in all.iter().filter(|a| is_public(a.ip())) {
            public.push(*address);
        }
        if public.is_empty() { Err(ureq::Error::Other(Box::new(OnlyPrivate))) } else { Ok(public) }
    }
}

/// Whether an address is on the public internet, after the special-purpose registries of IANA (RFC 6890 and its
/// followers). An IPv6 address that stands for an IPv4 address is judged as that one.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => match embedded(v6) {
            Some(v4) => public_v4(v4),
            None => public_v6(v6),
        },
    }
}

fn public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0 // this network
        || a == 100 && b & 0xc0 == 64 // shared by the customers of a provider, RFC 6598
        || [a, b, c] == [192, 0, 0] // protocol assignments
        || [a, b, c] == [192, 88, 99] // 6to4 relays
        || a == 198 && b & 0xfe == 18 // benchmarks
        || a >= 240; // reserved
    !special
}

fn public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 has been given out at all.
    let given_out = first & 0xe000 == 0x2000;
    // Protocol assignments, Teredo and benchmarks below 2001:200::; documentation.
    let special = first == 0x2001 && (second < 0x0200 || second == 0x0db8) || first & 0xfff0 == 0x3ff0; // documentation, RFC 9637
    given_out && !special
}

/// The IPv4 address inside a mapped, translated (RFC 6052) or 6to4 address.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = address.segments();
    let v4 = |high: u16, low: u16| {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public_and_what_is_not() {
        for public in
            ["93.184.215.14", "100.128.0.1", "172.32.0.1", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
