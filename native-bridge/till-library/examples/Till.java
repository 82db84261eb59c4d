// A till in Java 11 or later, over HTTP, without any library. Usage: java Till.java <the agent's data folder> <scan>…
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Till {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    // Loopback: never through a proxy.
    static final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).proxy(HttpClient.Builder.NO_PROXY).build();

    /** Finds the agent, and believes it only when it has proved that it knows the token. */
    static class Agent {
        final String url, token;

        Agent(Path folder) throws Exception {
            String place = Files.readString(folder.resolve("till.json"));
            url = text(place, "url");
            token = text(place, "token");
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            String challenge = hex(random);
            HttpResponse<String> health = send(HttpRequest.newBuilder(URI.create(url + "/v1/health?challenge=" + challenge)).GET());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String proof = hex(mac.doFinal((challenge + "\n" + url).getBytes(StandardCharsets.UTF_8)));
            String given = String.valueOf(text(health.body(), "till"));
            if (!MessageDigest.isEqual(proof.getBytes(), given.getBytes())) throw new Exception("this is not our agent");
        }

        HttpResponse<String> post(String path, String body) throws Exception {
            return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json").header("Accept-Language", "fr")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int n = 1; n < arguments.length; n++) {
            // Only a 200 with allow clears a pack: whatever goes wrong is verify.
            String verdict = "verify", id = null, message;
            Agent agent = null;
            try {
                agent = new Agent(Path.of(arguments[0]));
                HttpResponse<String> answer = agent.post("/v1/checks",
                    "{\"scan\":" + quoted(arguments[n]) + ",\"terminal\":\"comptoir-1\",\"saleReference\":\"VENTE-0001\"}");
                message = text(answer.body(), answer.statusCode() == 200 ? "message" : "title");
                if (answer.statusCode() == 200) {
                    id = text(answer.body(), "id");
                    String said = text(answer.body(), "verdict");
                    if ("allow".equals(said) || "block".equals(said)) verdict = said;
                }
            } catch (Exception error) {
                message = "sans réponse : " + error;
            }
            out.println(verdict + "\t" + message);
            // A real till asks a person on verify; one who dispenses all the same gives a "reason".
            if (id != null) agent.post("/v1/checks/" + id + "/outcome", "{\"outcome\":\"" + (verdict.equals("allow") ? "dispensed" : "refused") + "\"}");
        }
    }

    /** The first text of that name. Enough for these answers, whose own members come first; a JSON library is better. */
    static String text(String json, String name) {
        var found = Pattern.compile("\"" + name + "\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
        return found.find() ? found.group(1).replace("\\\"", "\"").replace("\\\\", "\\") : null;
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte one : bytes) out.append(String.format("%02x", one));
        return out.toString();
    }
}
