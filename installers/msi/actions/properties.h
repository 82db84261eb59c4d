/* The public properties, as texts: whether each is what the agent will take. Pure. */
#ifndef VIGILOT_PROPERTIES_H
#define VIGILOT_PROPERTIES_H

#include <stdbool.h>
#include <wchar.h>

/* https, or http to this machine; no user, query or fragment (kinds.portalUrl in protocol/settings.ts). */
bool property_is_portal_url(const wchar_t *text);
/* 0 to 65535 in digits. */
bool property_is_port(const wchar_t *text);
/* 0 or 1. */
bool property_is_switch(const wchar_t *text);
/* `updateModes` of agent/policy/settings.ts. */
bool property_is_update_mode(const wchar_t *text);
/* http://host:port without a user: a password in a property would be remembered. */
bool property_is_proxy(const wchar_t *text);
/* Letters, digits and `-._~+/=`, at most 1000: what the portal gives, and nothing that needs quoting. */
bool property_is_token(const wchar_t *text);

#endif
