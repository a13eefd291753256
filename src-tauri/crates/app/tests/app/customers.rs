//! Search, the customer's page, opt-outs, phones and call-backs.

mod call_backs;
mod opt_outs;
mod page;
mod phones;
mod search;
