"""A till in Python, on vigilot.dll or libvigilot.so. Usage: till_native.py <library> <address, or -> <scan>…"""
import ctypes
import sys

ALLOW, VERIFY, BLOCK = 1, 10, 20
WORDS = {ALLOW: 'allow', BLOCK: 'block'}


class Vigilot:
    def __init__(self, library, address=None):
        # Windows: WinDLL (stdcall), which on x64 is the same as CDLL.
        self.library = getattr(ctypes, 'WinDLL', ctypes.CDLL)(library)
        if address is not None and self.library.vigilot_configure(address.encode(), 0, b'fr') != 0:
            raise ValueError(f'no such address: {address}')

    def check(self, scan, sale):
        """Verdict, name of the check, sentence to show. Whatever goes wrong is VERIFY."""
        id, message = ctypes.create_string_buffer(28), ctypes.create_string_buffer(512)
        verdict = self.library.vigilot_check(scan.encode(), b'comptoir-1', sale.encode(), id, len(id), message, len(message))
        return verdict, id.value.decode(), message.value.decode()

    def outcome(self, id, outcome, reason=None):
        """None when it is recorded, else why not."""
        message = ctypes.create_string_buffer(512)
        reason = None if reason is None else reason.encode()
        error = self.library.vigilot_outcome(id.encode(), outcome.encode(), b'AB', reason, message, len(message))
        return None if error == 0 else message.value.decode()


library, address, *scans = sys.argv[1:]
vigilot = Vigilot(library, None if address == '-' else address)
for scan in scans:
    verdict, id, message = vigilot.check(scan, 'VENTE-0001')
    # A real till asks a person on verify; one who dispenses all the same gives the reason.
    print(f"{WORDS.get(verdict, 'verify')}\t{message}")
    fault = vigilot.outcome(id, 'dispensed' if verdict == ALLOW else 'refused') if id else None
    if fault is not None:
        print(f'outcome to be told again: {fault}', file=sys.stderr)
