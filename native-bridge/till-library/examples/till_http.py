"""A till in Python, over HTTP. Usage: till_http.py <the agent's data folder> <scan>…"""
import hashlib
import hmac
import json
import os
import secrets
import sys
import urllib.error
import urllib.request

PATIENCE = 2
# Loopback: never through a proxy of the environment.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Agent:
    """Finds the agent, and believes it only when it has proved that it knows the token."""

    def __init__(self, folder):
        with open(os.path.join(folder, 'till.json'), encoding='utf-8') as file:
            place = json.load(file)
        self.url, self.token = place['url'], place['token']
        challenge = secrets.token_hex(24)
        with opener.open(f'{self.url}/v1/health?challenge={challenge}', timeout=PATIENCE) as answer:
            given = str(json.load(answer).get('proofs', {}).get('till'))
        proof = hmac.new(self.token.encode(), f'{challenge}\n{self.url}'.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof, given):
            raise RuntimeError('this is not our agent')

    def post(self, path, body):
        headers = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json', 'Accept-Language': 'fr'}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with opener.open(request, timeout=PATIENCE) as answer:
            if answer.status != 200:
                raise RuntimeError(f'HTTP {answer.status}')
            return json.load(answer)


def check(folder, scan):
    """Verdict, name of the check, sentence. Only a 200 with allow clears a pack: whatever goes wrong is verify."""
    try:
        agent = Agent(folder)
        answer = agent.post('/v1/checks', {'scan': scan, 'terminal': 'comptoir-1', 'saleReference': 'VENTE-0001'})
        if answer['verdict'] in ('allow', 'verify', 'block'):
            return agent, answer['verdict'], answer['id'], answer['message']
        return None, 'verify', None, 'unknown verdict'
    except urllib.error.HTTPError as error:
        return None, 'verify', None, json.load(error).get('title', str(error))
    except Exception as error:
        return None, 'verify', None, f'sans réponse : {error}'


folder, *scans = sys.argv[1:]
for scan in scans:
    agent, verdict, id, message = check(folder, scan)
    print(f'{verdict}\t{message}')
    if agent is not None:
        # A real till asks a person on verify; one who dispenses all the same gives a "reason".
        agent.post(f'/v1/checks/{id}/outcome', {'outcome': 'dispensed' if verdict == 'allow' else 'refused'})
