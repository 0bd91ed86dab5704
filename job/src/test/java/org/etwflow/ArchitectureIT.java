package org.etwflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.etwflow.source.EtlSource;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Packages depend on each other only in one direction, without cycles, and all of them are
 * null-marked; the public API of the library is marked.
 */
class ArchitectureIT {

  private static final String ROOT = "org.etwflow.";

  /** Packages in an order in which each may use only earlier ones. */
  private static final List<String> ORDER =
      List.of(
          "serialization",
          "column",
          "etl",
          "event",
          "process",
          "filter",
          "flow.key",
          "flow.window",
          "flow.accumulator",
          "flow.partial",
          "flow.row",
          "flow.topn",
          "quality",
          "source.config",
          "source.file",
          "source.split",
          "source.event",
          "source.discovery",
          "source.planner",
          "source.comparison",
          "source.enumerator",
          "source.reader",
          "source",
          "pipeline",
          "sink",
          "report",
          "run",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("sample-traces"))
          .withImportOption(location -> !location.contains("tests.jar"))
          .withImportOption(location -> !location.contains("package-info"))
          .importPackages("org.etwflow");

  private static Stream<Dependency> dependencies() {
    return CLASSES.stream()
        .flatMap(javaClass -> javaClass.getDirectDependenciesFromSelf().stream())
        .filter(dependency -> isOurs(dependency.getTargetClass()));
  }

  private static boolean isOurs(final JavaClass javaClass) {
    return javaClass.getPackageName().startsWith(ROOT);
  }

  private static int place(final JavaClass javaClass) {
    return ORDER.indexOf(javaClass.getPackageName().substring(ROOT.length()));
  }

  @Test
  void everyPackage_isInTheOrder() {
    assertThat(CLASSES).hasSizeGreaterThan(200).allMatch(javaClass -> place(javaClass) >= 0);
  }

  @Test
  void everyPackage_isNullMarked() {
    assertThat(ORDER)
        .allSatisfy(
            name ->
                assertThat(Class.forName(ROOT + name + ".package-info"))
                    .hasAnnotation(NullMarked.class));
  }

  @Test
  void packages_dependOnlyOnEarlierOnes() {
    assertThat(dependencies())
        .hasSizeGreaterThan(1_000)
        .allMatch(
            dependency -> place(dependency.getTargetClass()) <= place(dependency.getOriginClass()));
  }

  @Test
  void pipeline_doesNotDependOnSinks() {
    assertThat(dependencies())
        .noneMatch(
            dependency ->
                dependency.getOriginClass().getPackageName().equals(ROOT + "pipeline")
                    && dependency.getTargetClass().getPackageName().equals(ROOT + "sink"));
  }

  private static Stream<JavaClass> publicClassesOfTheLibrary() {
    return CLASSES.stream()
        .filter(javaClass -> place(javaClass) < ORDER.indexOf("pipeline"))
        .filter(JavaClass::isTopLevelClass)
        .filter(javaClass -> javaClass.getModifiers().contains(JavaModifier.PUBLIC));
  }

  private static boolean isApi(final JavaClass javaClass) {
    return javaClass.isAnnotatedWith(PublicEvolving.class)
        || javaClass.getEnclosingClass().map(ArchitectureIT::isApi).orElse(false);
  }

  @Test
  void publicClassesOfTheLibrary_areMarkedApiOrInternal() {
    assertThat(publicClassesOfTheLibrary())
        .hasSizeGreaterThan(100)
        .allMatch(
            javaClass ->
                javaClass.isAnnotatedWith(PublicEvolving.class)
                    != javaClass.isAnnotatedWith(Internal.class));
  }

  /** Splits and the enumerator state are exempt: they are type parameters of every source. */
  @Test
  void apiOfTheLibrary_exposesNoInternalTypes() {
    assertThat(
            publicClassesOfTheLibrary()
                .filter(ArchitectureIT::isApi)
                .filter(javaClass -> !javaClass.isEquivalentTo(EtlSource.class))
                .flatMap(javaClass -> javaClass.getMembers().stream())
                .filter(ArchitectureIT::isOpen)
                .filter(member -> !member.isAnnotatedWith(Internal.class)))
        .hasSizeGreaterThan(100)
        .allMatch(
            member ->
                member.getAllInvolvedRawTypes().stream()
                    .map(JavaClass::getBaseComponentType)
                    .filter(ArchitectureIT::isOurs)
                    .allMatch(ArchitectureIT::isApi));
  }

  private static boolean isOpen(final JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
