use super::{CborError, Item, Key, split_item, whole_item};

#[test]
fn items_of_the_profile_are_accepted() {
    let items: [&[u8]; 10] = [
        b"\x00",
        b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x43abc",
        b"\x63abc",
        b"\x82\x01\x61a",
        b"\xa2\x01\xf5\x61a\xf6",
        b"\xa1\x01\xa1\x01\xa0",
        b"\xf9\x3c\x00",
        b"\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00",
        // Not the shortest forms: 1 in two bytes, a map that is not sorted.
        b"\xa2\x02\x00\x18\x01\x00",
    ];
    for item in items {
        assert_eq!(whole_item(item).map(Item::encoding), Ok(item), "{item:02x?}");
    }
}

#[test]
fn what_is_outside_the_profile_is_malformed() {
    let items: [&[u8]; 14] = [
        b"",
        b"\x18",
        b"\x43ab",
        b"\x62\xff\xfe",
        b"\x5f\x41a\xff",
        b"\x7f\x61a\xff",
        b"\x9f\x01\xff",
        b"\xbf\x01\x02\xff",
        b"\xc0\x61a",
        b"\xff",
        b"\x1c",
        b"\xa1\x41a\x01",
        b"\xa1\x01",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    ];
    for item in items {
        assert_eq!(whole_item(item), Err(CborError::Malformed), "{item:02x?}");
    }
}

#[test]
fn a_key_that_occurs_twice_is_found_in_any_encoding_and_depth() {
    let items: [&[u8]; 4] = [
        b"\xa2\x01\x00\x01\x00",
        b"\xa2\x01\x00\x18\x01\x00",
        b"\xa2\x61a\x00\x61a\x00",
        b"\x81\xa1\x00\xa2\x20\x00\x20\x00",
    ];
    for item in items {
        assert_eq!(whole_item(item), Err(CborError::DuplicateKey), "{item:02x?}");
    }
    // 1 and "1" are two keys.
    assert!(whole_item(b"\xa2\x01\x00\x611\x00").is_ok());
}

#[test]
fn nesting_and_map_sizes_are_bounded() {
    let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
    assert!(whole_item(&nested(8)).is_ok());
    assert_eq!(whole_item(&nested(9)), Err(CborError::Malformed));

    let map = |entries: u8| {
        let entry = |key| [0x18, key, 0x00];
        [vec![0xb8, entries], (100..100 + entries).flat_map(entry).collect()].concat()
    };
    assert!(whole_item(&map(64)).is_ok());
    assert_eq!(whole_item(&map(65)), Err(CborError::Malformed));
}

#[test]
fn what_follows_an_item_is_handed_back_or_refused() {
    let (item, rest) = split_item(b"\x01\x02\x03").expect("an item comes first");
    assert_eq!((item.as_int(), rest), (Some(1), &b"\x02\x03"[..]));
    assert_eq!(whole_item(b"\x01\x02"), Err(CborError::TrailingBytes));
}

#[test]
fn values_are_read_as_what_they_are_and_nothing_else() {
    let map = whole_item(b"\xa4\x01\x26\x02\x41x\x61t\x61y\x61a\x82\x00\x00").expect("a map");
    let map = map.as_map().expect("a map");
    let value = |key| map.get(key).expect("the key is there");
    assert_eq!(value(Key::Int(1)).as_int(), Some(-7));
    assert_eq!(value(Key::Int(1)).as_bytes(), None);
    assert_eq!(value(Key::Int(2)).as_bytes(), Some(&b"x"[..]));
    assert_eq!(value(Key::Int(2)).as_text(), None);
    assert_eq!(value(Key::Text("t")).as_text(), Some("y"));
    assert_eq!(value(Key::Text("t")).as_int(), None);
    assert_eq!(value(Key::Text("a")).as_array(2).map(|items| items.len()), Some(2));
    assert_eq!(value(Key::Text("a")).as_array(1).map(|items| items.len()), None);
    assert!(value(Key::Text("a")).as_map().is_none());
    assert_eq!(map.get(Key::Int(3)), None);
}
