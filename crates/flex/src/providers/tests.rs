use passflex_webauthn::Aaguid;

use super::{ProviderIcons, Providers};

const OWN: &str = "00000000-0000-0000-0000-0000000000aa";
const BITWARDEN: Aaguid = Aaguid::new(0xd548_826e_79b4_db40_a3d8_1111_6f7e_8349_u128.to_be_bytes());

fn own() -> Aaguid {
    Aaguid::new(0xaa_u128.to_be_bytes())
}

fn read(json: &str) -> Providers {
    Providers::from_json(json.as_bytes()).unwrap()
}

/// What the refusal of a list with one provider says.
fn refusal(entry: &str) -> String {
    Providers::from_json(format!("{{\"{OWN}\": {entry}}}").as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_list_wins_over_what_is_known_and_leaves_the_rest() {
    let providers = read(
        r#"{"d548826e-79b4-db40-a3d8-11116f7e8349": {"name": " Our vault "},
            "00000000-0000-0000-0000-0000000000AA": {"name": "Our key"}}"#,
    );
    assert_eq!(providers.name(BITWARDEN), Some("Our vault"));
    assert_eq!(providers.name(own()), Some("Our key"));
    let google = Aaguid::new(0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4_u128.to_be_bytes());
    assert_eq!(providers.name(google), Some("Google Password Manager"));
    assert_eq!(providers.name(Aaguid::new([1; 16])), None);
    assert_eq!(Providers::default().name(BITWARDEN), Some("Bitwarden"));
}

#[test]
fn the_communitys_list_is_taken_as_it_is() {
    let providers = read(
        r#"{"00000000-0000-0000-0000-0000000000aa": {
                "name": "Our key",
                "icon_dark": "data:image/svg+xml;base64,ZGFyaw==",
                "icon_light": "data:image/svg+xml;base64,bGlnaHQ="
            },
            "d548826e-79b4-db40-a3d8-11116f7e8349": {
                "name": "Bitwarden", "icon_dark": null, "icon_light": null, "since": 2023
            }}"#,
    );
    let icons = ProviderIcons {
        light: "data:image/svg+xml;base64,bGlnaHQ=".to_owned(),
        dark: "data:image/svg+xml;base64,ZGFyaw==".to_owned(),
    };
    assert_eq!(providers.icons(own()), Some(&icons));
    assert_eq!(providers.icons(BITWARDEN), None);
    assert_eq!(read("{}").name(BITWARDEN), Some("Bitwarden"));
}

#[test]
fn one_icon_stands_for_both() {
    for member in ["icon_light", "icon_dark"] {
        let url = "https://example.com/key.png".to_owned();
        let list = format!(r#"{{"{OWN}": {{"name": "Our key", "{member}": "{url}"}}}}"#);
        assert_eq!(read(&list).icons(own()), Some(&ProviderIcons { light: url.clone(), dark: url }));
    }
}

#[test]
fn a_name_is_1_to_64_characters_without_control_characters() {
    let longest = "é".repeat(64);
    assert_eq!(read(&format!(r#"{{"{OWN}": {{"name": "{longest}"}}}}"#)).name(own()), Some(&longest[..]));
    for name in ["", "  ", "a\\u0000b", "a\\nb", &"é".repeat(65)] {
        let sentence = format!("the name of {OWN} has to be 1 to 64 characters without control characters");
        assert_eq!(refusal(&format!(r#"{{"name": "{name}"}}"#)), sentence, "{name}");
    }
}

#[test]
fn an_icon_is_a_picture_that_browsers_get_safely() {
    for icon in ["", "http://example.com/a.svg", "javascript:alert(1)", "data:text/html,a", "https://a/ b"] {
        let sentence = format!("the icons of {OWN} have to be https: or data: URLs of pictures");
        assert_eq!(refusal(&format!(r#"{{"name": "Our key", "icon_dark": "{icon}"}}"#)), sentence, "{icon}");
    }
}

#[test]
fn what_is_not_an_aaguid_is_named() {
    for key in ["", "google", "0000000000000000-0000-0000-0000000000aa", &OWN[1..], &OWN.replace('a', "g")] {
        let refused = Providers::from_json(format!(r#"{{"{key}": {{"name": "Our key"}}}}"#).as_bytes());
        let sentence =
            format!("{key:?} is not an AAGUID: write it like ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
        assert_eq!(refused.unwrap_err().to_string(), sentence);
    }
}

#[test]
fn an_aaguid_in_two_spellings_is_refused() {
    let upper = OWN.to_uppercase();
    let list = format!(r#"{{"{OWN}": {{"name": "One"}}, "{upper}": {{"name": "Two"}}}}"#);
    let refused = Providers::from_json(list.as_bytes()).unwrap_err();
    assert_eq!(refused.to_string(), format!("{OWN} is there twice; keep one of the two"));
}

#[test]
fn what_is_no_list_is_refused_with_the_place() {
    let start = "it is not an object of AAGUIDs with a \"name\" each: ";
    assert_eq!(refusal("{}"), format!("{start}missing field `name` at line 1 column 43"));
    for list in ["", "[]", "{", "\"name\"", "{\"name\": \"Our key\"}"] {
        let refused = Providers::from_json(list.as_bytes()).unwrap_err().to_string();
        assert!(refused.starts_with(start), "{refused}");
    }
}

#[test]
fn a_list_of_4_mib_is_read_and_a_longer_one_is_not() {
    let list = format!(r#"{{"{OWN}": {{"name": "Our key"}}}}"#);
    let list = format!("{list}{}", " ".repeat(Providers::MAX_JSON - list.len()));
    assert_eq!(read(&list).name(own()), Some("Our key"));
    let refused = Providers::from_json(format!("{list} ").as_bytes()).unwrap_err();
    let sentence = "it is longer than 4 MiB; leave out the providers that your users do not have";
    assert_eq!(refused.to_string(), sentence);
}
