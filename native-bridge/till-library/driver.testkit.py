"""For tests: calls libvigilot.so by ctypes. One JSON call a line in, one JSON answer a line out."""
import ctypes
import json
import sys
import threading

library = ctypes.CDLL(sys.argv[1])


def utf16(text):
    return None if text is None else text.encode('utf-16-le', 'surrogatepass') + b'\0\0'


def utf8(text):
    return None if text is None else text.encode('utf-8', 'surrogateescape')


class Encoding:
    """Texts in and out in one of the two encodings."""

    def __init__(self, wide):
        self.suffix, self.give, self.unit = ('_w', utf16, 2) if wide else ('', utf8, 1)

    def function(self, name):
        return getattr(library, 'vigilot_' + name + self.suffix)

    def room(self, size):
        return ctypes.create_string_buffer(size * self.unit) if size else None

    def taken(self, room):
        if room is None:
            return None
        if self.unit == 1:
            return room.value.decode('utf-8')
        units = room.raw
        end = next((n for n in range(0, len(units), 2) if units[n:n + 2] == b'\0\0'), len(units))
        return units[:end].decode('utf-16-le')


def check(e, scan=None, terminal=None, sale=None, id_size=64, message_size=512):
    id, message = e.room(id_size), e.room(message_size)
    verdict = e.function('check')(e.give(scan), e.give(terminal), e.give(sale), id, id_size, message, message_size)
    return {'verdict': verdict, 'id': e.taken(id), 'message': e.taken(message)}


def check_pack(e, code=None, lot=None, expiry=None, serial=None, terminal=None, sale=None):
    id, message = e.room(64), e.room(512)
    given = [e.give(one) for one in (code, lot, expiry, serial, terminal, sale)]
    verdict = e.function('check_pack')(*given, id, 64, message, 512)
    return {'verdict': verdict, 'id': e.taken(id), 'message': e.taken(message)}


def check_batch(e, scans=None, count=0, terminal=None, sale=None):
    # 1 in every slot: what the library does not set would look cleared.
    verdicts = (ctypes.c_int32 * max(count, 1))(*[1] * max(count, 1))
    ids, messages = e.room(8192), e.room(65536)
    given = (e.give(scans), e.give(terminal), e.give(sale))
    verdict = e.function('check_batch')(*given, verdicts, count, ids, 8192, messages, 65536)
    return {'verdict': verdict, 'verdicts': list(verdicts)[:count], 'ids': e.taken(ids), 'messages': e.taken(messages)}


def ask(e, request=None, size=65536):
    room, needed = e.room(size), ctypes.c_int32(size)
    verdict = e.function('ask')(e.give(request), room, ctypes.byref(needed))
    return {'verdict': verdict, 'answer': e.taken(room), 'needed': needed.value}


def outcome(e, id=None, outcome=None, person=None, reason=None):
    message = e.room(512)
    error = e.function('outcome')(e.give(id), e.give(outcome), e.give(person), e.give(reason), message, 512)
    return {'error': error, 'message': e.taken(message)}


def status(e):
    feed = e.room(16)
    return {'error': e.function('status')(feed, 16), 'feed': e.taken(feed)}


def configure(e, address=None, timeout=0, language=None):
    return {'error': e.function('configure')(e.give(address), timeout, e.give(language))}


def version(_):
    return {'version': library.vigilot_version()}


def error_text(e, error=0):
    room = e.room(512)
    e.function('error_text')(error, room, 512)
    return {'text': e.taken(room)}


def threads(e, count=50, rounds=10, scans=()):
    """Many at once, every other one on an argument that is none: verdicts and errors of one never show in another."""
    found, errors = [], []

    def one(index):
        for _ in range(rounds):
            scan = scans[index % len(scans)]
            answer = check(e, scan)
            expected = 1 if scan == '' else 0
            if library.vigilot_last_error() != expected:
                errors.append([scan, library.vigilot_last_error(), answer])
            found.append([index % len(scans), answer['verdict']])

    running = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return {'found': sorted(set(map(tuple, found))), 'count': len(found), 'errors': errors[:3]}


calls = dict(check=check, check_pack=check_pack, check_batch=check_batch, ask=ask, outcome=outcome, status=status,
             configure=configure, version=version, error_text=error_text, threads=threads)
for line in sys.stdin:
    call = json.loads(line)
    encoding = Encoding(call.pop('wide', False))
    answer = calls[call.pop('call')](encoding, **call)
    answer['last'] = library.vigilot_last_error()
    print(json.dumps(answer), flush=True)
