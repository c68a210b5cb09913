"""What pages call the matters that an initiative's decisions are about: in addresses, on buttons and in headings."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.decisions import Matter
from portfolio.domain.errors import NotFound
from portfolio.domain.initiatives import InitiativeState

#: The matters in addresses. A benefit is concluded on a page of its own, and an entry state is entered on another.
SLUGS: dict[Matter, str] = {
    Matter.START: "start",
    Matter.LEVEL: "niva",
    Matter.PHASE: "fas",
    Matter.TARGET: "malvarde",
    Matter.PAUSE: "paus",
    Matter.RESUME: "ateruppta",
    Matter.CANCEL: "avbrott",
    Matter.WAIVE: "undantag",
    Matter.PROJECT_END: "projektslut",
    Matter.CLOSE: "avslut",
    Matter.CONCLUDE_BENEFIT: "avford-nytta",
    Matter.RESUBMIT: "ny-inlamning",
    Matter.CORRECT: "rattelse",
}

_MATTERS = {slug: matter for matter, slug in SLUGS.items()}


@dataclass(frozen=True)
class Words:
    """A matter in words: what is asked, what deciding does, the button that records it, and what is said then.

    ``noun`` goes on after "Begär beslut om".
    """

    question: str
    button: str
    noun: str
    about: str
    said: str


def matter_of(slug: str) -> Matter:
    """The matter that an address names. Raises NotFound."""
    if slug not in _MATTERS:
        raise NotFound
    return _MATTERS[slug]


def words(matter: Matter, to: InitiativeState | None = None) -> Words:
    """What a matter is called; for a phase, by which one it is."""
    if matter is Matter.PHASE and to in _PHASES:
        return _PHASES[to]
    return _WORDS[matter]


_PHASES = {
    InitiativeState.PREPARATION: Words(
        "Ska förberedande fas starta?",
        "Starta förberedande fas",
        "förberedande fas",
        "Fas 1 börjar på beslutets dag. Ingen grind ska passeras.",
        "Förberedande fas har startat.",
    ),
    InitiativeState.DELIVERY: Words(
        "Ska fas 2 starta?",
        "Starta fas 2",
        "start av fas 2",
        "Förberedande fas slutar och fas 2, lösningsutformning och införande, börjar på beslutets dag. "
        "Därefter ändras målen bara genom beslut.",
        "Fas 2, lösningsutformning och införande, har startat.",
    ),
    InitiativeState.REALISATION: Words(
        "Ska fas 3 starta?",
        "Starta fas 3",
        "start av fas 3",
        "Effekthanteringsfasen börjar på beslutets dag. Införandet kan fortsätta tills projektet avslutas.",
        "Fas 3, effekthanteringsfasen, har startat.",
    ),
}

_WORDS = {
    Matter.START: Words(
        "Ska initiativet starta?",
        "Besluta om start",
        "start",
        "Med starten beslutas nivå, startkvartal och vem som leder projektet.",
        "Initiativet är godkänt.",
    ),
    Matter.LEVEL: Words("Vilken nivå ska initiativet ha?", "Klassa initiativet", "nivå", "", "Klassningen är sparad."),
    Matter.PHASE: Words(
        "Ska nästa fas starta?", "Starta nästa fas", "start av nästa fas", "", "Nästa fas har startat."
    ),
    Matter.TARGET: Words(
        "Ska målet ändras?",
        "Ändra målet",
        "ändrat mål",
        "Det förra målet finns kvar i målets historia.",
        "Målet är ändrat.",
    ),
    Matter.PAUSE: Words(
        "Ska initiativet pausas?",
        "Pausa initiativet",
        "paus",
        "Arbetet vilar. När det återupptas går initiativet tillbaka till läget det har nu.",
        "Initiativet är pausat.",
    ),
    Matter.RESUME: Words(
        "Ska initiativet återupptas?",
        "Återuppta initiativet",
        "att återuppta initiativet",
        "Initiativet går tillbaka till läget som det hade före pausen.",
        "Initiativet är återupptaget.",
    ),
    Matter.CANCEL: Words(
        "Ska initiativet avbrytas?",
        "Avbryt initiativet",
        "att avbryta initiativet",
        "Ett avbrutet initiativ kan inte återupptas. Pausa det i stället om det bara ska vila.",
        "Initiativet är avbrutet.",
    ),
    Matter.WAIVE: Words(
        "Vad får saknas när initiativet går vidare?",
        "Besluta om undantag",
        "undantag",
        "Ett undantag gör att grinden går att passera utan det som saknas. Det syns så länge initiativet finns.",
        "Undantaget är beslutat.",
    ),
    Matter.PROJECT_END: Words(
        "Ska projektet avslutas?",
        "Avsluta projektet",
        "att avsluta projektet",
        "Projektet slutar och dess uppgifter går till linjen. Initiativet är kvar i effekthanteringsfasen: "
        "effekterna följs upp tills initiativet avslutas.",
        "Projektet är avslutat. Uppgifterna har gått till linjen, och effekterna följs vidare.",
    ),
    Matter.CLOSE: Words(
        "Ska initiativet avslutas?",
        "Avsluta initiativet",
        "att avsluta initiativet",
        "Ett avslutat initiativ ändras inte mer. Varje nytta ska vara uppnådd, varaktig eller avförd.",
        "Initiativet är avslutat.",
    ),
    Matter.CONCLUDE_BENEFIT: Words(
        "Ska nyttan avföras?",
        "Avför nyttan",
        "att avföra nyttan",
        "Nyttan följs inte längre. Den och allt som har mätts finns kvar att läsa.",
        "Nyttan är avförd.",
    ),
    Matter.RESUBMIT: Words(
        "Är förslaget komplett?",
        "Lämna in förslaget på nytt",
        "ny inlämning",
        "Samordnaren får förslaget igen och bedömer det.",
        "Förslaget är inlämnat på nytt. Samordnaren bedömer det.",
    ),
    Matter.CORRECT: Words(
        "Blev det senaste beslutet fel?",
        "Rätta beslutet",
        "rättelse",
        "Det felaktiga beslutet gäller inte längre, och det som det ändrade blir som det var. "
        "Båda besluten finns kvar att läsa.",
        "Beslutet är rättat.",
    ),
}
