//! Every component on one page. `PASSFLEX_GALLERY=some/folder cargo test -p passflex-server gallery` writes it there,
//! to be looked at in a browser after a change to the stylesheet.

use std::fs;
use std::path::{Path, PathBuf};

use askama::Template;

use crate::console::charts::{Chart, Ranking, samples};

use super::{AppLink, Choice, Field, Flash, Layout, Moment, Section, Tab, Tone};

#[derive(Template)]
#[template(path = "console/gallery.html")]
struct Gallery {
    layout: Layout,
    tabs: Vec<Tab>,
    search: Field,
    statuses: Vec<Choice>,
    rows: Vec<(&'static str, &'static str, Tone, u32, Option<Moment>)>,
    moment: Moment,
    good: Field,
    wrong: Field,
    charts: Vec<Chart>,
    rankings: Vec<Ranking>,
}

fn gallery() -> Gallery {
    let app = AppLink { id: "shop".to_owned(), name: "Corner shop".to_owned() };
    let moment = Moment::from("2026-11-25T12:07:40Z".parse::<jiff::Timestamp>().unwrap());
    Gallery {
        layout: Layout {
            administrator: "Ada Lovelace".to_owned(),
            apps: vec![app.clone(), AppLink { id: "bank".to_owned(), name: "Bank <of> trust".to_owned() }],
            app: Some(app),
            section: Section::Users,
            installation: vec![Section::Apps, Section::Team, Section::Audit],
            flash: Some(Flash::good("User deleted. Their passkeys no longer sign in.")),
        },
        tabs: vec![
            Tab { href: "/console".to_owned(), label: "All".to_owned(), is_current: true },
            Tab { href: "/console".to_owned(), label: "Inactive".to_owned(), is_current: false },
        ],
        search: Field::default(),
        statuses: vec![Choice::of("", "Any", ""), Choice::of("active", "Active", "")],
        rows: vec![
            ("ada@example.com", "Active", Tone::Good, 3, Some(moment)),
            ("grace@example.com", "Invited", Tone::Neutral, 0, None),
            ("charles@example.com", "Expiring", Tone::Warning, 1, Some(moment)),
            ("\"><script>alert(1)</script>", "Inactive", Tone::Bad, 1, Some(moment)),
        ],
        moment,
        good: Field::new("Corner shop"),
        wrong: Field {
            value: "http://example.com".to_owned(),
            error: Some("Begin the origin with https://; only localhost may do without.".to_owned()),
        },
        charts: samples::charts(),
        rankings: samples::rankings(),
    }
}

#[test]
fn every_component_renders_and_escapes_what_it_is_given() {
    let html = gallery().render().unwrap();

    assert!(html.contains("Bank &#60;of&#62; trust"), "{html}");
    assert!(html.contains("&#34;&#62;&#60;script&#62;alert(1)"), "{html}");
    if let Some(folder) = std::env::var_os("PASSFLEX_GALLERY").map(PathBuf::from) {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/console");
        let html = html.replace("/console/assets", assets.to_str().unwrap());
        fs::write(folder.join("gallery.html"), html).unwrap();
    }
}

#[test]
fn no_component_writes_a_script_or_a_style_into_the_page() {
    let html = gallery().render().unwrap();

    for forbidden in ["<script>", "<style", " style=", " onclick=", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
}
