//! The document that describes the API, made of the table of its endpoints.

use super::{ENDPOINTS, Endpoint};
use crate::problem::Told;
use axum::Json;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// OpenAPI 3.1.
pub(crate) async fn document() -> Json<Value> {
    Json(written())
}

fn written() -> Value {
    // OpenAPI 3.1 takes JSON Schema as it is, but keeps named schemas in a place of its own.
    let settings = SchemaSettings::draft2020_12()
        .with(|s| s.definitions_path = "/components/schemas".into())
        .for_serialize();
    let mut generator = settings.into_generator();
    let told = generator.subschema_for::<Told>();
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let operation = operation(endpoint, &mut generator, &told.clone().to_value());
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method] = operation;
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "onrecord workbench",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the pages of the workbench show, as JSON. Requests that change something need the header \
                `X-Onrecord-Token` with the token that `/api/status` gives; where the workbench has a password, all need \
                `Authorization: Bearer` with it.",
        },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn operation(of: &Endpoint, generator: &mut SchemaGenerator, told: &Value) -> Value {
    let parameters: Vec<Value> = of
        .parameters
        .iter()
        .map(|p| {
            json!({
                "name": p.name, "in": p.place, "required": p.required, "description": p.told,
                "schema": { "type": p.kind },
            })
        })
        .collect();
    let answer = (of.answer)(generator);
    let mut out = json!({
        "summary": of.told,
        "operationId": format!("{}{}", of.method, of.path.replace(|c: char| !c.is_alphanumeric(), "_")),
        "parameters": parameters,
        "responses": {
            "200": { "description": "The answer.", "content": { "application/json": { "schema": answer } } },
            "default": { "description": "Why there is none.", "content": { "application/json": { "schema": told } } },
        },
    });
    if let Some(body) = of.body {
        let schema = body(generator);
        out["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    out
}
