/*
 * What the agent makes in its data folder. A name stands for itself and for what grows from it: `desk.db-wal`,
 * `desk.db.corrupt-…`, the temporary twin of a file that is being replaced. Proved complete by the test that purges a used folder.
 */
static const WCHAR *const made_names[] = {
    L"agent.lock",    L"catalogue.db",  L"desk.db",       L"desk.json",  L"desk-sessions.json",
    TOKEN_FILE,       L"hook.json",     L"identity.json", L"journal.db", L"policy-last-known.json",
    L"register.db",   L"till.json",
};

/* Folders of ours, with whatever is in them. */
static const WCHAR *const made_folders[] = {L"compile-cache", L"logs", L"updates"};

/* What IT may have put there before the first installation. Ours to live with, not to delete. */
static const WCHAR *const expected_names[] = {L"agent-config.json"};
