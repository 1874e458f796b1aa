//! Text is exact bytes.

use passflex_store::records::UserStatus;

use crate::world::{Database, Person, at, audit};

pub(crate) async fn external_ids_are_compared_byte_for_byte(db: Database) {
    let app = db.with_app("app").await;
    let names = [
        "ada",
        "Ada",
        "ada ",
        " ada",
        "äda",
        // The same letter, decomposed.
        "a\u{308}da",
        "ada\u{200b}",
        "ad%",
        "ad_",
        "1",
        "1.0",
        "01",
        "null",
        "'; DROP TABLE users; --",
        "\"quoted\" `back` \\",
        "line\nbreak\ttab\r",
        "\u{feff}bom",
        "\u{fffd}",
        "\u{1f511}\u{10ffff}",
        "?1",
    ];
    let mut ids = Vec::new();
    for name in names {
        ids.push(db.registered(Person::new(&app, name).registration()).await.0);
    }
    for (name, id) in names.iter().zip(ids) {
        let user = db.user_by_external_id(&app, name).await.unwrap().unwrap();
        assert_eq!((&user.external_id[..], user.id), (*name, id));
    }
    for other in ["", "ADA", "a", "ada%", "adaa", "a\u{308}", "'"] {
        assert_eq!(db.user_by_external_id(&app, other).await.unwrap(), None, "{other:?}");
    }
}

pub(crate) async fn no_text_ends_at_a_nul(db: Database) {
    let app = db.with_app("app").await;
    db.registered(Person::new(&app, "ada").registration()).await;
    for name in ["ada\0", "ada\0bob", "\0ada", "\0"] {
        assert_eq!(db.user_by_external_id(&app, name).await.unwrap(), None, "{name:?}");
        // What asks the store to keep one has not checked its input; the store does not keep it.
        assert!(db.finish_registration(Person::new(&app, name).registration()).await.is_err(), "{name:?}");
    }
    assert!(db.finish_registration(Person::new(&app, "").registration()).await.is_err());
}

pub(crate) async fn long_values_are_kept_whole(db: Database) {
    let app = db.with_app("app").await;
    let name = "\u{1f511}".repeat(64);
    assert_eq!(name.len(), 256);
    let mut finish = Person::new(&app, &name).registration();
    finish.friendly_name = "ü".repeat(64);
    finish.event.user_agent = Some("x".repeat(512));
    let (user, _) = db.registered(finish).await;
    let found = db.user_by_external_id(&app, &name).await.unwrap().unwrap();
    assert_eq!((found.id, found.external_id, found.status), (user.clone(), name.clone(), UserStatus::Active));
    assert_eq!(db.passkeys(&app, &user).await.unwrap()[0].friendly_name, "ü".repeat(64));
    let event = &db.events_of_user(&app, &user, 1).await.unwrap()[0];
    assert_eq!(event.user_agent.as_ref().map(String::len), Some(512));

    assert!(db.finish_registration(Person::new(&app, &format!("{name}x")).registration()).await.is_err());
    assert!(db.delete_user(&app, &user, at(1), at(2), audit("user.delete", Some(&app))).await.unwrap());
    assert_eq!(db.user_by_external_id(&app, &name).await.unwrap(), None);
}
