package org.etwflow.cli;

import org.apache.flink.runtime.util.EnvironmentInformation;
import picocli.CommandLine.IVersionProvider;

/** The version text of {@code --version}. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    final String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "etwflow %s (Flink %s, Java %s)"
          .formatted(
              version == null ? "from classes" : version,
              EnvironmentInformation.getVersion(),
              Runtime.version())
    };
  }
}
