//! A limit for callers without a key, by address.
//!
//! Sized for an office behind one address, where every page load starts an autofill ceremony. Memory is bounded: those
//! whose budget is full again are forgotten every half minute, and while more addresses are remembered than the bound
//! allows, each shares a budget with the few that fall to the same of 65,536 places.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::request::Parts;

use crate::client;
use crate::error::ApiError;
use crate::state::AppState;

const PER_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();
const BURST: NonZeroU32 = NonZeroU32::new(500).unwrap();
/// How many addresses are remembered at most.
const MAX_ADDRESSES: usize = 100_000;

/// A budget for each address.
pub(crate) struct RateLimiter {
    budgets: DefaultKeyedRateLimiter<IpAddr>,
    /// Decides who shares a place, so that nobody outside can choose with whom.
    places: RandomState,
    clock: DefaultClock,
}

impl RateLimiter {
    pub(crate) fn new() -> Self {
        let quota = Quota::per_second(PER_SECOND).allow_burst(BURST);
        Self {
            budgets: DefaultKeyedRateLimiter::keyed(quota),
            places: RandomState::new(),
            clock: DefaultClock::default(),
        }
    }

    /// Takes one request from the address's budget, or says for how many seconds there is none.
    fn check(&self, address: IpAddr) -> Result<(), u32> {
        let network = network(address);
        let key = if self.budgets.len() < MAX_ADDRESSES { network } else { self.place(network) };
        self.budgets.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }

    /// One of 65,536 places, named by addresses that nobody can call from (0.0.0.0/8, RFC 791).
    fn place(&self, network: IpAddr) -> IpAddr {
        let [.., high, low] = self.places.hash_one(network).to_be_bytes();
        IpAddr::V4(Ipv4Addr::new(0, 0, high, low))
    }

    /// Forgets addresses whose budget is full again.
    pub(crate) fn forget_the_quiet(&self) {
        self.budgets.retain_recent();
        self.budgets.shrink_to_fit();
    }
}

/// An IPv6 customer has a whole /64 to call from.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !0xffff_ffff_ffff_ffff)),
    }
}

/// Takes one request from the caller's budget, if there are budgets, or says that there is none left.
pub(crate) fn charge(state: &AppState, parts: &Parts) -> Result<(), ApiError> {
    match (&state.rate_limiter, client::address(parts)) {
        (Some(limiter), Some(address)) => limiter.check(address).map_err(ApiError::too_many_requests),
        _ => Ok(()),
    }
}

/// Refuses a caller that has used its budget up.
pub(crate) async fn rate_limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match charge(&state, &parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refused) => refused.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::{RateLimiter, network};

    #[test]
    fn addresses_of_one_ipv6_network_share_a_budget() {
        assert_eq!(
            network("2001:db8:1:2:3::4".parse().unwrap()),
            network("2001:db8:1:2:ffff::".parse().unwrap())
        );
        assert_ne!(network("2001:db8:1:2::1".parse().unwrap()), network("2001:db8:1:3::1".parse().unwrap()));
    }

    #[test]
    fn an_address_that_asks_too_often_is_told_when_to_come_back_and_others_are_not() {
        let limiter = RateLimiter::new();
        let address = "192.0.2.1".parse().unwrap();
        let refused = (0..600).map(|_| limiter.check(address)).find_map(Result::err);
        assert_eq!(refused, Some(1));
        assert_eq!(limiter.check("192.0.2.2".parse().unwrap()), Ok(()));
    }

    #[test]
    fn places_are_shared_by_few_and_are_no_address_of_anybody() {
        let limiter = RateLimiter::new();
        let places: std::collections::HashSet<_> =
            (0..=255).map(|last| limiter.place(std::net::IpAddr::from([192, 0, 2, last]))).collect();
        assert!(places.len() > 200, "{}", places.len());
        assert!(places.iter().all(|place| place.to_string().starts_with("0.0.")));
    }
}
