package org.etwflow.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy in front of an S3 server that counts the bytes of bodies, and answers some requests with
 * an error, a reset or a truncated body. Each connection has one request.
 */
final class S3Proxy implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("(?im)^range: *(\\S+)");
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final int CHUNK = 16 << 10;

  private final ServerSocket listener;
  private final int serverPort;
  private final List<Served> served = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> answers = request -> Answer.PASSED_ON;

  /** Starts a proxy of the server on a port of loopback. */
  S3Proxy(final int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon("accept", this::accept);
  }

  /** A request for an object or a listing. */
  record Request(String method, String path, String range) {

    boolean isRead() {
      return method.equals("GET") && !path.contains("?");
    }

    boolean isOf(final String object) {
      return path.endsWith(object);
    }
  }

  /** What a request is answered with: the body ends after the bytes, with a reset. */
  record Answer(int status, long bytes) {

    /** The server's answer. */
    static final Answer PASSED_ON = new Answer(0, Long.MAX_VALUE);

    /** No answer: the connection is reset. */
    static final Answer RESET = new Answer(0, -1);

    static Answer error(final int status) {
      return new Answer(status, 0);
    }

    static Answer cutAfter(final long bytes) {
      return new Answer(0, bytes);
    }
  }

  /** A request, and the bytes of its body that were sent so far. */
  record Served(Request request, AtomicLong bytes, AtomicLong status) {

    @Override
    public String toString() {
      return "%s %s %s: %s, %,d bytes"
          .formatted(request.method(), request.path(), request.range(), status, bytes.get());
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Answers all further requests as the function says. */
  void answer(final Function<Request, Answer> function) {
    answers = function;
  }

  /** Requests so far, in the order of their arrival. */
  List<Served> served() {
    return served;
  }

  /** Forgets all requests so far. */
  void forget() {
    served.clear();
  }

  /** Number of bytes of an object that were served. */
  long bytesOf(final String object) {
    return served.stream()
        .filter(one -> one.request().isRead() && one.request().isOf(object))
        .mapToLong(one -> one.bytes().get())
        .sum();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        final Socket client = listener.accept();
        daemon("serve", () -> serve(client));
      } catch (final IOException e) {
        // The proxy is being closed.
        return;
      }
    }
  }

  private void serve(final Socket client) {
    try (client) {
      final String head = head(client.getInputStream());
      final String[] line = head.split(" ", 3);
      if (line.length < 3) {
        return;
      }
      final Matcher range = RANGE.matcher(head);
      final Request request = new Request(line[0], line[1], range.find() ? range.group(1) : "");
      final Served one = new Served(request, new AtomicLong(), new AtomicLong());
      served.add(one);
      final Answer answer = answers.apply(request);
      if (answer.status() != 0) {
        one.status().set(answer.status());
        sendError(answer.status(), request, client);
      } else if (answer.bytes() < 0) {
        client.setSoLinger(true, 0);
      } else {
        passOn(head, one, answer.bytes(), client);
      }
    } catch (final IOException e) {
      // The client has gone away, or the server: it gets no more of an answer.
      return;
    }
  }

  private static void sendError(final int status, final Request request, final Socket client)
      throws IOException {
    final String body =
        request.method().equals("HEAD")
            ? ""
            : "<Error><Code>%s</Code><Message>injected</Message></Error>".formatted(code(status));
    final String head =
        "HTTP/1.1 %d injected\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n";
    write(head.formatted(status, body.length()) + body, client.getOutputStream());
    client.shutdownOutput();
  }

  private static String code(final int status) {
    return switch (status) {
      case 403 -> "AccessDenied";
      case 404 -> "NoSuchKey";
      case 503 -> "SlowDown";
      default -> "InternalError";
    };
  }

  private void passOn(final String head, final Served one, final long limit, final Socket client)
      throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      write(closing(head), server.getOutputStream());
      daemon("request body", () -> copyQuietly(client, server));
      final InputStream in = server.getInputStream();
      String answer = head(in);
      while (answer.startsWith("HTTP/1.1 100")) {
        write(answer, client.getOutputStream());
        answer = head(in);
      }
      final Matcher status = STATUS.matcher(answer);
      one.status().set(status.lookingAt() ? Integer.parseInt(status.group(1)) : 0);
      write(closing(answer), client.getOutputStream());
      if (copy(in, client.getOutputStream(), one.bytes(), limit)) {
        client.shutdownOutput();
      } else {
        client.setSoLinger(true, 0);
      }
    }
  }

  private static void copyQuietly(final Socket from, final Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream(), new AtomicLong(), Long.MAX_VALUE);
    } catch (final IOException e) {
      // The request has been answered.
      return;
    }
  }

  /** Copies up to a limit, and returns whether the end came before it. */
  private static boolean copy(
      final InputStream in, final OutputStream out, final AtomicLong bytes, final long limit)
      throws IOException {
    final byte[] chunk = new byte[CHUNK];
    while (bytes.get() < limit) {
      final int count = in.read(chunk, 0, (int) Math.min(CHUNK, limit - bytes.get()));
      if (count < 0) {
        return true;
      }
      out.write(chunk, 0, count);
      bytes.addAndGet(count);
    }
    return false;
  }

  /** Reads the lines before a body; empty if there is no request. */
  private static String head(final InputStream in) throws IOException {
    final ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < HEAD_END.length) {
      final int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      matched = next == HEAD_END[matched] ? matched + 1 : next == HEAD_END[0] ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String closing(final String head) {
    final String others = head.replaceAll("(?im)^connection:.*\r\n", "");
    return others.replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static void write(final String text, final OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void daemon(final String name, final Runnable task) {
    final Thread thread = new Thread(task, "S3 proxy: " + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
