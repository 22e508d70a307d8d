/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_words.h"

const char *event_rpki(Peering__V1__RpkiState rpki)
{
	switch (rpki) {
	case PEERING__V1__RPKI_STATE__RPKI_STATE_NOT_FOUND:
		return ", RPKI not found";
	case PEERING__V1__RPKI_STATE__RPKI_STATE_VALID:
		return ", RPKI valid";
	case PEERING__V1__RPKI_STATE__RPKI_STATE_INVALID_AS:
		return ", RPKI invalid AS";
	case PEERING__V1__RPKI_STATE__RPKI_STATE_INVALID_LENGTH:
		return ", RPKI invalid length";
	default:
		return "";
	}
}

const char *event_health(Peering__V1__Health health)
{
	switch (health) {
	case PEERING__V1__HEALTH__HEALTH_UP:
		return "healthy";
	case PEERING__V1__HEALTH__HEALTH_RESTORING:
		return "restoring";
	case PEERING__V1__HEALTH__HEALTH_DEGRADED:
		return "degraded";
	case PEERING__V1__HEALTH__HEALTH_DRAINED:
		return "drained";
	case PEERING__V1__HEALTH__HEALTH_STALE:
		return "stale";
	default:
		return "of unknown health";
	}
}

const char *event_drain(Peering__V1__Drain drain)
{
	switch (drain) {
	case PEERING__V1__DRAIN__DRAIN_DRAINING:
		return ", draining: the cloud hears GRACEFUL_SHUTDOWN";
	case PEERING__V1__DRAIN__DRAIN_DRAINED:
		return ", nothing is announced to it";
	default:
		return "";
	}
}

const char *event_check_state(Peering__V1__ComplianceState state)
{
	switch (state) {
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_NONE:
		return "none";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_VERIFIED:
		return "Verified";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_UNKNOWN:
		return "Unknown";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_PENDING:
		return "Pending";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_WARNING:
		return "Warning";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_FAILED:
		return "Failed";
	default:
		return "in an unknown state";
	}
}

const char *event_change(Peering__V1__Incident__Change change)
{
	switch (change) {
	case PEERING__V1__INCIDENT__CHANGE__CHANGE_BEGUN:
		return "has begun";
	case PEERING__V1__INCIDENT__CHANGE__CHANGE_UPDATED:
		return "goes on";
	case PEERING__V1__INCIDENT__CHANGE__CHANGE_ENDED:
		return "has ended";
	default:
		return "has changed";
	}
}
