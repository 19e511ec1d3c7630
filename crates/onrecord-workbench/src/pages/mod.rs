//! The pages.

mod actor;
mod actor_codes;
pub(crate) mod actors;
mod add;
mod agreement;
mod article;
mod codebook;
pub(crate) mod correct;
mod corrections;
mod desk;
pub(crate) mod events;
mod export;
pub(crate) mod find;
mod home;
pub(crate) mod issue;
pub(crate) mod issues;
mod load;
pub(crate) mod network;
pub(crate) mod sayings;
mod searches;
mod sign_in;
mod split;
pub(crate) mod wording;

use crate::assets;
use crate::house::House;
use crate::problem::Problem;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::sync::Arc;

/// Every page by its address.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/", get(home::home))
        .route("/find", get(find::find))
        .route("/article", get(article::article))
        .route("/actor", get(actor::actor))
        .route("/actors", get(actors::actors))
        .route("/sayings", get(sayings::list))
        .route("/saying", get(sayings::saying))
        .route("/events", get(events::events))
        .route("/issue", get(issue::issue))
        .route("/wording", get(wording::wording))
        .route("/network", get(network::network))
        .route("/network.graphml", get(network::graphml))
        .route("/export", get(export::export))
        .route("/correct", get(correct::form).post(correct::correct))
        .route("/corrections", get(corrections::list))
        .route("/corrections/undo", post(corrections::undo))
        .route("/actors/merge", post(corrections::merge))
        .route("/actors/split", get(split::form).post(split::split))
        .route("/actors/code", post(actor_codes::code))
        .route("/desk", get(desk::desk).post(desk::save))
        .route("/desk/missed", post(desk::missed))
        .route("/desk/sit", post(desk::sit))
        .route("/desk/finish", post(desk::finish))
        .route("/codebook", get(codebook::show).post(codebook::set))
        .route("/agreement", get(agreement::agreement))
        .route("/agreement/settle", post(agreement::settle))
        .route("/searches", post(searches::keep))
        .route("/searches/drop", post(searches::forget))
        .route("/load", get(load::load))
        .route("/add", get(add::form).post(add::add).layer(DefaultBodyLimit::max(add::UPLOAD)))
        .route("/jobs/{number}", get(add::job))
        .route("/jobs/{number}/cancel", post(add::cancel))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/assets/{name}", get(assets::asset))
        .fallback(|| async { Problem::NoSuch("page of this address".to_owned()) })
}
