import com.adobe.testing.s3mock.S3MockApplication;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Starts S3Mock on loopback alone. By itself, its port for HTTP is open on all interfaces, whatever
 * {@code server.address} is.
 */
public final class LoopbackS3Mock {

  private LoopbackS3Mock() {}

  public static void main(final String[] arguments) {
    new SpringApplicationBuilder(S3MockApplication.class, OnLoopback.class).run(arguments);
  }

  /** Binds every port to loopback. */
  static final class OnLoopback implements BeanPostProcessor {

    @Override
    public Object postProcessBeforeInitialization(final Object bean, final String name) {
      if (bean instanceof Connector connector) {
        connector.setProperty("address", "127.0.0.1");
      }
      return bean;
    }
  }
}
