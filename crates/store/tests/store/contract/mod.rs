//! The contract. Each case is an async function of a database, and reads as a sentence below.

mod admin_sessions;
mod admin_tokens;
mod admins;
mod api_keys;
mod apps;
mod audit;
mod audit_chain;
mod authentication;
pub(crate) mod backup;
mod clock_and_sweep;
mod counts;
mod events;
mod lists;
mod native_clients;
mod nonces;
mod one_time_links;
mod passkeys;
mod races;
mod registration;
mod sealing_keys;
mod tenants;
mod text;
mod users;

/// One test for each case, on databases that `$open` makes.
macro_rules! contract {
    ($open:path: $($subject:ident { $($case:ident,)* })*) => {$(
        mod $subject {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::contract::$subject::$case($open().await).await;
            }
        )*}
    )*};
}

/// Every case, for one backend.
macro_rules! suite {
    ($backend:ident, $open:path) => {
        mod $backend {
            contract! { $open:
                clock_and_sweep {
                    the_database_tells_the_time,
                    a_database_that_takes_writes_says_so,
                    a_sweep_forgets_what_has_expired_and_keeps_the_rest,
                    a_sweep_reaches_every_app,
                    a_sweep_never_frees_an_id_that_could_still_be_presented,
                }
                sealing_keys {
                    the_first_sealing_key_is_stored_once,
                    a_rotation_adds_and_drops_in_one_commit,
                    all_keys_are_rewrapped_in_one_commit_or_none,
                    what_another_master_key_wrapped_is_refused,
                }
                apps {
                    an_app_is_found_as_it_was_created,
                    apps_are_listed_oldest_first,
                    an_id_belongs_to_one_app,
                    an_update_replaces_what_an_administrator_may_set,
                    an_app_that_is_gone_is_not_updated,
                    the_rp_id_stays_while_there_are_passkeys,
                    everything_of_a_deleted_app_is_gone,
                }
                api_keys {
                    a_key_is_found_by_its_hash_as_it_was_created,
                    keys_are_listed_oldest_first,
                    a_key_needs_an_app,
                    a_rotated_key_is_stored_beside_the_one_it_replaces,
                    a_rotation_gives_no_key_a_longer_life,
                    a_key_that_is_gone_is_not_replaced,
                    a_revoked_key_is_gone,
                    the_last_use_only_moves_forward,
                }
                native_clients {
                    clients_are_listed_oldest_first_as_they_were_created,
                    a_client_needs_an_app,
                    an_app_has_each_client_once,
                    fingerprints_are_replaced_as_a_whole,
                    a_deleted_client_is_gone,
                }
                users {
                    a_user_is_found_by_both_ids,
                    a_deactivated_user_is_changed_once_and_recorded_twice,
                    the_status_of_nobody_is_not_set,
                    a_deleted_user_leaves_events_without_a_person,
                    nobody_is_not_deleted,
                    a_deactivated_users_nonces_do_not_come_back,
                    a_user_is_made_as_given_and_once,
                    metadata_is_replaced_as_a_whole,
                }
                passkeys {
                    a_passkey_is_found_as_it_was_registered,
                    what_an_attestation_came_to_is_one_word,
                    passkeys_are_listed_oldest_first,
                    a_revoked_passkey_is_gone_and_makes_room,
                    a_passkey_is_revoked_for_its_own_user_only,
                    a_passkey_is_renamed_for_its_own_user_only,
                }
                registration {
                    a_registration_makes_the_user_the_passkey_the_event_and_the_nonce,
                    a_second_passkey_joins_the_same_user,
                    a_handshake_finishes_once,
                    a_transaction_finishes_once,
                    a_user_deleted_after_sealing_is_not_brought_back,
                    a_user_deleted_before_sealing_may_come_back,
                    the_user_it_was_sealed_for_must_still_be_the_one,
                    an_unknown_user_it_was_sealed_for_is_deleted,
                    a_deactivated_user_gets_no_passkey,
                    another_handle_names_another_user,
                    a_handle_belongs_to_one_user,
                    the_limit_of_passkeys_is_kept,
                    a_passkey_for_an_earlier_rp_id_is_not_added,
                    a_credential_is_registered_once,
                    an_app_that_is_gone_registers_nobody,
                    used_up_tokens_are_known,
                    a_refused_registration_uses_nothing_up,
                }
                authentication {
                    an_authentication_counts_on_passkey_and_user,
                    a_discoverable_one_has_no_transaction,
                    a_handshake_finishes_once,
                    a_transaction_finishes_once,
                    a_passkey_revoked_since_the_start_is_refused,
                    a_user_deactivated_since_the_start_is_refused,
                    a_user_deleted_since_the_start_is_refused,
                    a_proof_of_one_credential_does_not_sign_in_with_another,
                    a_device_bound_counter_must_advance,
                    a_synced_counter_may_fall_back_and_is_recorded,
                    an_authenticator_without_a_counter_signs_in_again_and_again,
                    a_changed_backup_state_is_stored,
                    a_backup_eligibility_changes_only_where_the_change_was_accepted,
                    times_never_go_back,
                    a_refused_authentication_uses_nothing_up,
                }
                nonces {
                    a_nonce_says_what_it_stood_for,
                    a_nonce_of_a_registration_says_so,
                    a_nonce_is_taken_once,
                    an_expired_nonce_is_not_taken,
                    an_unknown_nonce_is_not_taken,
                    a_nonce_of_a_deactivated_user_is_not_taken,
                    a_nonce_of_a_revoked_passkey_is_not_taken,
                    a_nonce_of_a_deleted_user_is_not_taken,
                }
                admins {
                    an_administrator_is_found_with_all_grants,
                    administrators_are_listed_oldest_first,
                    a_name_is_changed_for_one_administrator,
                    a_deactivated_administrator_keeps_nothing_that_lets_in,
                    a_grant_takes_the_place_of_the_one_for_the_same_app,
                    a_grant_needs_an_administrator_and_an_app,
                    a_removed_grant_is_gone,
                    grants_go_with_their_app,
                    the_last_administrator_of_all_apps_stays,
                    an_inactive_administrator_does_not_count_as_one_who_is_left,
                    nobody_is_found_by_a_text_with_nul,
                }
                one_time_links {
                    a_link_is_found_by_its_hash_as_it_was_made,
                    a_link_for_setting_up_takes_the_place_of_those_before,
                    a_recovery_takes_the_place_of_those_of_the_same_administrator,
                    a_recovery_needs_an_active_administrator,
                    an_invitation_needs_its_apps,
                    a_revoked_link_is_gone,
                    an_invitation_makes_an_administrator_and_signs_in,
                    a_link_is_used_once,
                    an_expired_link_is_not_used,
                    an_unknown_link_is_not_used,
                    apps_that_are_gone_since_the_invitation_are_passed_over,
                    setting_up_ends_with_the_first_administrator,
                    a_recovery_signs_out_everywhere_else,
                    a_recovery_is_for_its_administrator_only,
                }
                admin_sessions {
                    a_session_is_found_with_its_administrator,
                    a_session_needs_an_active_administrator,
                    a_rotated_session_is_found_by_both_hashes,
                    a_session_rotates_from_its_own_hash_only,
                    times_of_a_session_only_move_forward,
                    sessions_are_listed_oldest_first,
                    a_session_is_revoked_for_its_own_administrator_only,
                }
                admin_tokens {
                    a_token_is_found_with_its_administrator,
                    a_token_needs_an_active_administrator,
                    tokens_are_listed_oldest_first,
                    a_token_is_revoked_for_its_own_administrator_only,
                    the_last_use_only_moves_forward,
                }
                events {
                    a_failure_is_recorded_once_a_handshake,
                    a_failure_after_the_deletion_does_not_bring_the_person_back,
                    a_completed_ceremony_may_have_failed_before,
                    the_newest_events_come_first,
                    an_app_that_is_gone_records_nothing,
                    an_event_is_found_by_its_id_in_its_app_only,
                }
                counts {
                    counts_are_taken_for_apps_that_are_gone_too,
                    what_all_replicas_counted_is_summed_by_step,
                    the_most_frequent_value_of_a_fact_comes_first,
                    users_with_passkeys_are_counted_apart,
                    a_user_is_active_once_a_month,
                }
                lists {
                    users_come_in_pages_that_know_how_many_there_are,
                    users_are_compared_byte_for_byte,
                    users_are_filtered_by_every_field,
                    users_are_ordered_as_asked_and_then_by_id,
                    events_come_newest_first_from_a_cursor_on,
                    events_are_filtered_by_all_that_is_asked_for,
                    users_are_found_from_a_place_on,
                    users_are_found_by_how_their_id_begins,
                    users_are_found_by_status_and_time,
                }
                audit {
                    a_row_is_read_back_as_it_was_written,
                    every_change_writes_its_row,
                    a_refused_change_writes_none,
                    rows_of_no_app_are_a_list_of_their_own,
                    what_concerns_a_user_is_found,
                    a_row_may_come_with_no_change,
                }
                audit_chain {
                    rows_are_chained_in_the_order_of_their_ids,
                    what_is_chained_keeps_its_place,
                    a_hash_covers_the_row_as_it_is_documented,
                    rows_that_many_chain_at_once_make_one_chain,
                    a_call_chains_no_more_than_it_may,
                    the_chain_survives_a_backup_and_goes_on_behind_it,
                    a_database_of_before_the_chain_is_chained_from_its_first_row,
                    rows_are_listed_with_their_places_from_a_cursor_on,
                    rows_are_filtered_by_app_actor_verb_and_time,
                }
                races {
                    one_of_100_finishes_of_a_handshake_wins,
                    one_of_100_registrations_of_a_handshake_wins,
                    one_of_two_handshakes_of_a_transaction_wins,
                    one_of_100_takes_of_a_nonce_wins,
                    one_of_two_clones_with_the_same_counter_wins,
                    two_registrations_for_a_new_user_end_as_one_user_with_two_passkeys,
                    the_limit_holds_for_registrations_at_once,
                    a_read_sees_every_acknowledged_write,
                    one_of_a_few_uses_of_a_link_wins,
                    one_of_a_few_set_ups_wins,
                    of_administrators_who_deactivate_each_other_one_stays,
                    of_administrators_who_take_each_others_grant_one_stays,
                    nobody_signs_in_while_being_deactivated,
                    one_of_100_rotations_wins,
                }
                tenants {
                    no_verb_finds_or_changes_anything_of_another_app,
                    the_same_ids_live_side_by_side,
                    deleting_an_app_leaves_the_other_whole,
                }
                backup {
                    everything_comes_back_as_it_was,
                    what_a_restore_must_not_revive_does_not_come_along,
                    what_lets_somebody_in_comes_along_when_asked_for,
                    administrators_come_back_signed_out,
                    the_beginning_says_what_is_to_come,
                    a_database_with_something_in_it_takes_no_backup,
                    a_backup_that_stops_before_its_end_leaves_nothing,
                    a_row_that_the_schema_refuses_undoes_the_whole,
                    columns_that_an_older_backup_lacks_have_their_default,
                    a_backup_is_of_one_moment_whatever_is_committed_meanwhile,
                    an_export_that_nobody_takes_ends,
                }
                text {
                    external_ids_are_compared_byte_for_byte,
                    no_text_ends_at_a_nul,
                    long_values_are_kept_whole,
                }
            }
        }
    };
}

async fn sqlite_database() -> crate::world::Database {
    crate::world::Database::sqlite()
}

suite!(sqlite, crate::contract::sqlite_database);
suite!(postgres, crate::world::Database::postgres);
suite!(serializable_postgres, crate::world::Database::serializable_postgres);
