//! A limit for callers without a key, by app and address.
//!
//! Sized for an office behind one address, where every page load starts an autofill ceremony. The crowd of one app uses
//! nothing up of another's; all apps that there are not count as one. Memory is bounded: budgets that are full again are
//! forgotten every half minute, and while more are remembered than the bound allows, each caller shares one with the
//! few that fall to the same of 65,536 places.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::request::Parts;
use passflex_flex::store::AppId;

use crate::anonymous::Anonymous;
use crate::client;
use crate::error::ApiError;
use crate::state::AppState;

const PER_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();
const BURST: NonZeroU32 = NonZeroU32::new(500).unwrap();
/// How many callers are remembered at most, besides the places.
const MAX_CALLERS: usize = 100_000;

/// A budget for each app and address.
pub(crate) struct RateLimiter {
    budgets: DefaultKeyedRateLimiter<Budget>,
    /// Decides who shares a place, so that nobody outside can choose with whom.
    places: RandomState,
    clock: DefaultClock,
}

/// Whose budget it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Budget {
    /// Of those who call an app from one network; `None` is every app that there is not.
    Caller { app: Option<AppId>, network: IpAddr },
    /// Of all who fall to one place.
    Place(u16),
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

    /// Takes one request from the budget of the app's callers at the address, or says for how many seconds there is
    /// none.
    fn check(&self, app: Option<&AppId>, address: IpAddr) -> Result<(), u32> {
        let caller = Budget::Caller { app: app.cloned(), network: network(address) };
        let budget = if self.budgets.len() < MAX_CALLERS { caller } else { self.place(&caller) };
        self.budgets.check_key(&budget).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }

    /// The place of a caller.
    fn place(&self, caller: &Budget) -> Budget {
        let [.., high, low] = self.places.hash_one(caller).to_be_bytes();
        Budget::Place(u16::from_be_bytes([high, low]))
    }

    /// Forgets budgets that are full again.
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
    let app = parts.extensions.get::<Anonymous>().map(|Anonymous(tenant)| tenant.id());
    match (&state.rate_limiter, client::address(state, parts)) {
        (Some(limiter), Some(address)) => limiter.check(app, address).map_err(ApiError::too_many_requests),
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
    use std::net::{IpAddr, Ipv4Addr};

    use passflex_flex::store::AppId;

    use super::{MAX_CALLERS, RateLimiter, network};

    /// A caller of its own for each number.
    fn address(number: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(number))
    }

    /// For how long a caller that goes on and on is told to wait.
    fn exhaust(limiter: &RateLimiter, app: Option<&AppId>, address: IpAddr) -> Option<u32> {
        (0..600).map(|_| limiter.check(app, address)).find_map(Result::err)
    }

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
        let app = AppId::new("shop");
        assert_eq!(exhaust(&limiter, Some(&app), address(1)), Some(1));
        assert_eq!(limiter.check(Some(&app), address(2)), Ok(()));
    }

    #[test]
    fn one_app_uses_nothing_up_of_another_and_neither_do_those_that_are_not() {
        let limiter = RateLimiter::new();
        let (shop, bank) = (AppId::new("shop"), AppId::new("bank"));
        assert_eq!(exhaust(&limiter, Some(&shop), address(1)), Some(1));
        assert_eq!(exhaust(&limiter, None, address(1)), Some(1));
        assert_eq!(limiter.check(Some(&bank), address(1)), Ok(()));
    }

    #[test]
    fn an_office_of_hundreds_whose_pages_load_at_once_is_let_through() {
        let limiter = RateLimiter::new();
        let app = AppId::new("shop");
        assert!((0..500).all(|_| limiter.check(Some(&app), address(1)).is_ok()));
    }

    #[test]
    fn however_many_callers_there_are_no_more_than_the_bound_and_the_places_are_remembered() {
        let limiter = RateLimiter::new();
        for number in 0..300_000 {
            limiter.check(None, address(number)).unwrap_or_default();
        }
        assert!(limiter.budgets.len() > MAX_CALLERS, "{}", limiter.budgets.len());
        assert!(limiter.budgets.len() <= MAX_CALLERS + (1 << 16), "{}", limiter.budgets.len());
    }

    #[test]
    fn a_caller_beyond_the_bound_is_limited_too_and_shares_its_place_with_few() {
        let limiter = RateLimiter::new();
        let known = u32::try_from(MAX_CALLERS).unwrap();
        for number in 0..known {
            assert_eq!(limiter.check(None, address(number)), Ok(()));
        }
        assert_eq!(exhaust(&limiter, None, address(known)), Some(1));
        let refused = (1..=256).filter(|more| limiter.check(None, address(known + more)).is_err()).count();
        assert!(refused < 8, "{refused}");
    }
}
