package org.countersign.kit.memory

import org.countersign.kit.Account
import org.countersign.kit.AccountState
import org.countersign.kit.Code
import org.countersign.kit.Contact
import org.countersign.kit.Origin
import org.countersign.kit.PastOutcome
import org.countersign.kit.PastRequest
import org.countersign.kit.Phase
import org.countersign.kit.Preview
import org.countersign.kit.Prompt
import org.countersign.kit.PushFacts
import org.countersign.kit.Request

/** Accounts and requests as tests and previews show them. */
object Samples {
    const val NOW = 1_800_000_000L

    val contact = Contact("IT desk", "+31 30 555 0142", "it@harbour.test")

    val harbour = Account(
        "1", "Harbour Bank", "ida@harbour.test", "push", AccountState.Active,
        PushFacts(
            "signin.harbour.test", "Ida's phone", canReport = true, contact = contact,
            hasActivity = true, page = "https://signin.harbour.test/",
        ),
    )
    val shop = Account("2", "Example Shop", "ida@shop.test", "totp", AccountState.Active)
    val games = Account("3", "Games", "ida", "steam", AccountState.Active)
    val old = Account("4", "Old Router", "admin", "hotp", AccountState.Active)
    val all = listOf(harbour, shop, games, old)

    val codes = listOf(
        Code("2", "492039", "118204", NOW - 12, NOW + 18, group = 3),
        Code("3", "7KQ4M", "X2FQR", NOW - 25, NOW + 5),
        Code("4", null, null, 0, 0),
    ).associateBy { it.account }

    val request = Request(
        id = "r1",
        account = "1",
        tryout = false,
        host = "signin.harbour.test",
        organisation = "Harbour Bank",
        service = "Mail",
        user = "ida@harbour.test",
        age = 6,
        browser = "Firefox",
        os = "Windows",
        town = "Utrecht",
        country = "NL",
        phoneCountry = "NL",
        prompt = Prompt.Number(2),
        phase = Phase.Open,
        inFront = true,
        canApprove = false,
        needsUnlock = true,
        typed = 0,
        secondsLeft = 54,
        warnings = emptyList(),
        moreWaiting = 0,
        outcome = null,
        reported = null,
        reportFailed = false,
        reportDisablesAccount = false,
    )

    val past = listOf(
        PastRequest("p1", NOW - 130, PastOutcome.Approved, "Mail", request.origin, canUndo = true),
        PastRequest("p2", NOW - 86_500, PastOutcome.WrongNumber, "Mail", Origin("Chrome", "macOS", "São Paulo", "BR"), canUndo = false),
        PastRequest("p3", NOW - 190_000, PastOutcome.Approved, "Your phones", Origin(null, null, null, null), canUndo = false),
    )

    val enrol = Preview.Enrol("signin.harbour.test", "Harbour Bank", "ida@harbour.test", "Pixel 9", conflict = null, handle = Unit)
    val code = Preview.Code("Example Shop", "ida@shop.test", warnings = emptyList(), conflict = null, handle = Unit)
}
